"""Pages by cursor: stable while rows are added."""

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from marketplace.common.problems import Problem


def _is_moment(text: str) -> bool:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return False
    return moment is not None and is_aware(moment)


class Pages(CursorPagination):
    """Pages of a size that is asked for. Whatever is listed is ordered by a moment first."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins.

        :raises Problem: the cursor is none of ours. The list is there all the same: this is no 404.
        """
        try:
            cursor = super().decode_cursor(request)
        except NotFound:
            raise self._none_of_ours() from None
        if cursor is not None and cursor.position is not None and not self.is_position(str(cursor.position)):
            raise self._none_of_ours()
        return cursor

    def is_position(self, text: str) -> bool:
        """Return whether a list may go on there: at a moment, unless it is ordered by something else."""
        return _is_moment(text)

    def _none_of_ours(self) -> Problem:
        said = "Take it from “next” or “previous”, as it is."
        return Problem("request:invalid", errors={self.cursor_query_param: [said]})


class Newest(Pages):
    """The newest first."""

    ordering = ("-created_at", "-pk")
