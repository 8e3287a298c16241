"""Every address of the marketplace."""

from django.contrib import admin
from django.urls import include, path

from marketplace.authentication.api.public_urls import named_in_documents
from marketplace.common.documentation import Docs, Problems, Schema, problem
from marketplace.common.health import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/health", health, name="health"),
    path("api/v1/schema", Schema.as_view(), name="schema"),
    path("api/v1/docs", Docs.as_view(url_name="schema"), name="docs"),
    path("api/v1/problems", Problems.as_view(), name="problems"),
    path("problems/<str:code>", problem, name="problem"),
    path("api/v1/", include("marketplace.users.api.urls")),
    path("api/v1/", include("marketplace.connections.api.urls")),
    path("api/v1/", include("marketplace.authentication.api.urls")),
    path("api/v1/", include("marketplace.bulk.api.urls")),
    path("api/v1/", include("marketplace.listings.api.search_urls")),
    path("api/v1/", include("marketplace.listings.api.urls")),
    path("api/v1/", include("marketplace.directory.api.urls")),
    path("api/v1/", include("marketplace.stores.api.urls")),
    path("api/v1/", include("marketplace.repairs.api.directory")),
    path("api/v1/", include("marketplace.repairs.api.urls")),
    path("api/v1/", include("marketplace.moderation.api.urls")),
    path("api/v1/", include("marketplace.audit.api.urls")),
    *named_in_documents,
]

handler400 = "marketplace.common.problems.bad_request"
handler404 = "marketplace.common.problems.not_found"
handler500 = "marketplace.common.problems.fault"
