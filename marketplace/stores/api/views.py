"""Stores, as anybody reads them."""

from drf_spectacular.utils import extend_schema, extend_schema_view

from marketplace.directory.api import public
from marketplace.directory.api.serializers import SearchIn
from marketplace.users.models import Organisation

TAGS = ["stores"]
KIND = Organisation.Kind.STORE.value


@extend_schema_view(
    get=extend_schema(operation_id="stores_search", tags=TAGS, auth=[], parameters=[SearchIn], responses=public.FOUND)
)
class Search(public.Search):
    """Who sells watches, and where."""

    kind = KIND


@extend_schema_view(get=extend_schema(operation_id="store", tags=TAGS, auth=[], responses=public.READ))
class Store(public.Shop):
    """One store."""

    kind = KIND


@extend_schema_view(get=extend_schema(operation_id="store_reviews", tags=TAGS, auth=[], responses=public.REVIEWED))
class Reviews(public.Reviews):
    """What customers say of a store."""

    kind = KIND
