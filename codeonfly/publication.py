"""A change into a branch and a pull request: every step first finds what an earlier try already made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote

from codeonfly.change import Change
from codeonfly.errors import Refused, ServiceError
from codeonfly.event import Actor
from codeonfly.ports import Forge, Published, PullFacts, RepositoryFacts
from codeonfly.tree import Tree, tree_id

MAX_LINK = 8_000  # characters; longer addresses are refused by browsers and proxies
THEIRS = "a person opened it: its text and its state are theirs and stay as they are"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be published: ``change`` on the commit ``base.commit``, and the texts around it.

    ``onto``: the default branch's commit that the branch takes in; then the change is one of its tree.
    ``run_id`` names the branch when somebody else's commits are in the way; ``author`` is who publishes.
    """

    branch: str
    base: Tree
    change: Change
    message: str
    title: str
    body: str
    ready: bool  # a draft otherwise
    run_id: str
    author: Actor
    onto: Tree | None = None

    @property
    def tree(self) -> Tree:
        """What the change is made on."""
        return self.onto or self.base

    @property
    def parents(self) -> tuple[str, ...]:
        return (self.base.commit, self.onto.commit) if self.onto else (self.base.commit,)


async def publish(forge: Forge, repository: RepositoryFacts, offer: Offer) -> Published:
    """Pushes the change and offers it; done twice, it ends the same.

    A pull request that GitHub does not let this token open is no failure: the branch and a link to open it
    are what is left. Raises UserError, Refused (workflow files) and ServiceError.
    """
    branch, commit = await _push(forge, offer)
    placed = replace(offer, branch=branch)
    try:
        pull = await _offer(forge, repository, placed)
    except Refused as refused:
        return Published(branch, commit, None, compare_link(repository, placed), fallback=str(refused))
    theirs = not pull.author.is_same(offer.author)
    left = THEIRS if theirs else _left_as(pull, offer)
    return Published(branch, commit, pull.number, pull.url, left, pull.draft, theirs)


def _left_as(pull: PullFacts, offer: Offer) -> str:
    """What a person has to know where GitHub keeps the pull request as it was."""
    if pull.draft == (not offer.ready):
        return ""
    if offer.ready:
        return "GitHub left it a draft: mark it ready for review there"
    return "GitHub has no drafts here: the title says that it is one"


async def _push(forge: Forge, offer: Offer) -> tuple[str, str]:
    """The branch and its commit; on a branch of its own where the usual one holds other people's work."""
    # the usual one twice: a branch that was not there at the first look may just have been hidden by a fault
    for branch in (offer.branch, offer.branch, f"{offer.branch}-{offer.run_id}"):
        commit = await _push_to(forge, offer, branch)
        if commit is not None:
            return branch, commit
    raise ServiceError(f"the branch {offer.branch} changed while it was pushed to; run again")


async def _push_to(forge: Forge, offer: Offer, branch: str) -> str | None:
    head = await forge.branch(branch)
    if head is not None:
        made = await forge.commit(head)
        if made.tree == tree_id(offer.change.apply(offer.tree.files)) and offer.base.commit in made.parents:
            return head  # an earlier try came this far
        if head == offer.base.commit and not offer.change:
            return head  # the branch holds it already, as after a retry that only proved it
        if head != offer.base.commit:
            return None
    commit = await forge.create_commit(
        parents=offer.parents, change=offer.change, base=offer.tree, message=offer.message
    )
    return commit if await forge.point_branch(branch, commit, expected=head) else None


async def _offer(forge: Forge, repository: RepositoryFacts, offer: Offer) -> PullFacts:
    found = await forge.find_pull(offer.branch)
    if found is None:
        return await forge.create_pull(
            title=offer.title,
            body=offer.body,
            branch=offer.branch,
            base=repository.default_branch,
            draft=not offer.ready,
        )
    if not found.author.is_same(offer.author):
        return found
    if (found.title, found.body, found.draft) == (offer.title, offer.body, not offer.ready):
        return found
    return await forge.update_pull(found, title=offer.title, body=offer.body, draft=not offer.ready)


def compare_link(repository: RepositoryFacts, offer: Offer) -> str:
    """GitHub's page to open the pull request by hand, title and as much of the body as fits filled in."""
    start = (
        f"{repository.web_url}/compare/{quote(repository.default_branch, safe='/')}...{quote(offer.branch)}"
    )
    link = f"{start}?expand=1&title={quote(offer.title[:200], safe='')}"
    body = offer.body
    while body and len(link) + len("&body=") + len(quote(body, safe="")) > MAX_LINK:
        body = body[: len(body) * 3 // 4]
    return f"{link}&body={quote(body, safe='')}" if body else link
