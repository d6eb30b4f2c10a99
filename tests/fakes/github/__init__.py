"""GitHub for tests: an HTTP server on loopback over real git objects.

Every answer is checked against githubkit's schema models before it is sent, so what passes here has the
shape that GitHub documents. Failures are injected by ``server.failures``; state is read from
``server.repository``.
"""

from tests.fakes.github.server import FakeGitHub, Fault
from tests.fakes.github.store import Repository

__all__ = ["FakeGitHub", "Fault", "Repository"]
