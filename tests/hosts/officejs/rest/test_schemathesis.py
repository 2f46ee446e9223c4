"""What schemathesis makes of the OpenAPI document, sent to a running server: valid and invalid requests, bounded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.hosts.officejs.running import Running
from xlmarket.hosts.officejs.rest.resources import PREFIX

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "missing_required_header", "unsupported_method", "ignored_auth",
)  # fmt: skip
"""All but `positive_data_acceptance`: a schema says text where only names of markets and periods are allowed."""


@pytest.mark.slow
def test_every_reply_to_a_made_up_request_is_as_the_document_says(sample_server: Running, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "schemathesis.cli", "run", f"{sample_server.url}{PREFIX}/openapi.json",
        "--tls-verify", str(sample_server.certificate.authority), "--header", f"X-XLMarket-Token: {sample_server.token}",
        "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--max-examples", "5", "--seed", "16", "--no-color",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Tested: 7" in done.stdout
