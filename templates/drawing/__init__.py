"""How the shipped report templates are drawn: one look (`look`), pages (`page`), charts (`plots`), one module each."""
