"""Pages by cursor: stable while rows are added."""

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from marketplace.common.problems import Problem


class Pages(CursorPagination):
    """Pages of what is asked for, of a size that is asked for."""

    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins.

        :raises Problem: the cursor is none of ours. The list is there all the same: this is no 404.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            errors = {self.cursor_query_param: ["Take it from “next” or “previous”, as it is."]}
            raise Problem("request:invalid", errors=errors) from None


class Newest(Pages):
    """The newest first."""

    ordering = ("-created_at", "-pk")
