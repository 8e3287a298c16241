"""Pages by cursor: stable while rows are added."""

from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
    """The newest first."""

    ordering = ("-created_at", "-pk")
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 100
