"""Repair shops, as anybody reads them."""

from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema, extend_schema_view

from marketplace.directory.api import public
from marketplace.directory.api.serializers import SearchIn
from marketplace.users.models import Organisation

TAGS = ["repair shops"]
KIND = Organisation.Kind.REPAIR_SHOP.value


@extend_schema_view(
    get=extend_schema(
        operation_id="repair_shops_search", tags=TAGS, auth=[], parameters=[SearchIn], responses=public.FOUND
    )
)
class Search(public.Search):
    """Who mends watches, and where."""

    kind = KIND


@extend_schema_view(get=extend_schema(operation_id="repair_shop", tags=TAGS, auth=[], responses=public.READ))
class RepairShop(public.Shop):
    """One repair shop."""

    kind = KIND


@extend_schema_view(
    get=extend_schema(operation_id="repair_shop_reviews", tags=TAGS, auth=[], responses=public.REVIEWED)
)
class Reviews(public.Reviews):
    """What customers say of a repair shop."""

    kind = KIND


urlpatterns: list[URLPattern] = [
    path("repair-shops", Search.as_view(), name="repair_shops"),
    path("repair-shops/<uuid:organisation>", RepairShop.as_view(), name="repair_shop"),
    path("repair-shops/<uuid:organisation>/reviews", Reviews.as_view(), name="repair_shop_reviews"),
]
