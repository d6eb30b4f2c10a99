"""A command's output within bounds: the first bytes and the last."""

from __future__ import annotations


class HeadAndTail:
    """Keeps at most ``limit`` bytes of UTF-8: the first half as it comes, the second half as it ends."""

    def __init__(self, limit: int) -> None:
        self._head_limit, self._tail_limit = limit - limit // 2, limit // 2
        self._head, self._tail = bytearray(), bytearray()
        self.total = 0

    def add(self, text: str) -> None:
        data = text.encode("utf-8", "replace")
        self.total += len(data)
        room = self._head_limit - len(self._head)
        self._head += data[:room]
        self._tail += data[room:]
        if len(self._tail) > 2 * self._tail_limit:
            del self._tail[: len(self._tail) - self._tail_limit]

    @property
    def dropped(self) -> int:
        """Bytes between head and tail that are gone."""
        return self.total - len(self._head) - min(len(self._tail), self._tail_limit)

    def text(self) -> str:
        """Head and tail, the cut named where there is one."""
        if not self.dropped:
            return (self._head + self._tail).decode(errors="replace")
        tail = self._tail[len(self._tail) - self._tail_limit :]
        cut = f"\n[... {self.dropped} bytes cut ...]\n"
        return self._head.decode(errors="ignore") + cut + tail.decode(errors="ignore")
