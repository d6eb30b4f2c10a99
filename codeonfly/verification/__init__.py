"""The proof: a change and a clean copy of the workbench in, a verdict with all its reasons out.

Imports no plan text, no template and no model: nothing a model says can reach a verdict.
"""

from __future__ import annotations

from codeonfly.tampering import Finding
from codeonfly.verification.proving import Subject, verify
from codeonfly.verification.values import (
    CommandRecord,
    CriterionResult,
    Proof,
    Reason,
    Status,
    Verdict,
    Verification,
)

__all__ = [
    "CommandRecord",
    "CriterionResult",
    "Finding",
    "Proof",
    "Reason",
    "Status",
    "Subject",
    "Verdict",
    "Verification",
    "verify",
]
