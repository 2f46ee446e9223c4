"""The completion scripts of the shells. Each line that they read is kind, text and help, with tabs between them.

Kinds: `plain` a text, `ending` files with that ending and folders, `file` any file, `dir` folders.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

BASH = r"""# xlmarket completion for bash 4.4 or newer
_xlmarket_completion() {
    local kind text help name cur=${COMP_WORDS[COMP_CWORD]} files=
    local -a texts=()
    COMPREPLY=()
    [[ $cur == "=" ]] && cur=
    while IFS=$'\t' read -r kind text help; do
        case $kind in
            plain) texts+=("$text") ;;
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            ending)
                files=yes
                while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -X "!*$text" -- "$cur")
                ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _XLMARKET_COMPLETE=bash "$1" 2>/dev/null)
    if [[ $files ]]; then
        compopt -o filenames
        while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -d -- "$cur")
        COMPREPLY+=("${texts[@]}")
    elif [[ $cur == [\"\']* ]]; then
        COMPREPLY+=("${texts[@]}")
    else
        for text in "${texts[@]}"; do COMPREPLY+=("$(printf %q "$text")"); done
    fi
}
complete -o nosort -F _xlmarket_completion xlmarket
"""

ZSH = r"""#compdef xlmarket
_xlmarket_completion() {
    local line
    local -a parts texts endings
    (( $+commands[${words[1]}] )) || [[ -x ${words[1]} ]] || return 1
    for line in ${(f)"$(COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT - 1)) _XLMARKET_COMPLETE=zsh ${words[1]} 2>/dev/null)"}; do
        parts=("${(@s:	:)line}")
        case $parts[1] in
            plain) texts+=("${parts[2]//:/\\:}${parts[3]:+:$parts[3]}") ;;
            dir) _path_files -/ ;;
            file) _path_files ;;
            ending) endings+=("*$parts[2]") ;;
        esac
    done
    (( $#endings )) && _path_files -g "(${(j:|:)endings})"
    (( $#texts )) && _describe -V completion texts
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _xlmarket_completion "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
    compdef _xlmarket_completion xlmarket
fi
"""

FISH = r"""# xlmarket completion for fish
function _xlmarket_completion
    set -l program (commandline -opc)[1]
    for line in (env COMP_WORDS=(commandline -cp | string collect) COMP_CWORD=(commandline -ct | string collect) \
            _XLMARKET_COMPLETE=fish $program 2>/dev/null)
        set -l parts (string split \t -- $line)
        switch $parts[1]
            case plain
                string join -- \t $parts[2] (string match -- '?*' $parts[3])
            case dir
                __fish_complete_directories (commandline -ct)
            case file
                __fish_complete_path (commandline -ct)
            case ending
                __fish_complete_suffix $parts[2]
        end
    end
end
complete --no-files --command xlmarket --arguments '(_xlmarket_completion)'
"""

POWERSHELL = r"""# xlmarket completion for PowerShell 5.1 or newer
Register-ArgumentCompleter -Native -CommandName xlmarket -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $elements = $commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition }
    $env:COMP_WORDS = ($elements | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    }) -join "`n"
    $env:COMP_CWORD = $wordToComplete
    $env:_XLMARKET_COMPLETE = "powershell"
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = & $commandAst.CommandElements[0].Extent.Text 2>$null
    } finally {
        [Console]::OutputEncoding = $encoding
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:_XLMARKET_COMPLETE
    }
    $endings = @()
    foreach ($line in $lines) {
        $kind, $text, $help = $line -split "`t", 3
        switch ($kind) {
            "plain" {
                $typed = if ($text -match "[\s'(),;&|]") { "'" + $text.Replace("'", "''") + "'" } else { $text }
                $tip = if ($help) { $help } else { $text }
                [System.Management.Automation.CompletionResult]::new($typed, $text, "ParameterValue", $tip)
            }
            "ending" { $endings += $text }
            default { $endings += "" }
        }
    }
    if ($endings) {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete) | Where-Object {
            $name = $_.ListItemText
            $_.ResultType -eq "ProviderContainer" -or ($endings | Where-Object { $name.EndsWith($_, "OrdinalIgnoreCase") })
        }
    }
}
"""

SCRIPTS: Mapping[str, str] = MappingProxyType({"bash": BASH, "zsh": ZSH, "fish": FISH, "powershell": POWERSHELL})
"""The script of each shell."""
