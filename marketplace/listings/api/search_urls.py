"""Addresses of searches. They come before those of single listings: ``search`` is nobody's id."""

from django.urls import URLPattern, path

from marketplace.listings.api import search, search_kept

urlpatterns: list[URLPattern] = [
    path("listings/search", search.Search.as_view(), name="search"),
    path("listings/search/facets", search.Facets.as_view(), name="search_facets"),
    path("listings/<str:listing>/similar", search.Similar.as_view(), name="similar_listings"),
    path("listings/<str:listing>/prices", search.Prices.as_view(), name="listing_prices"),
    path("listings/<str:listing>/favourite", search_kept.OneFavourite.as_view(), name="favourite"),
    path("favourites", search_kept.Favourites.as_view(), name="favourites"),
    path("saved-searches", search_kept.SavedSearches.as_view(), name="saved_searches"),
    path("saved-searches/<uuid:search>", search_kept.OneSavedSearch.as_view(), name="saved_search"),
    path("saved-searches/<uuid:search>/seen", search_kept.SeenSearch.as_view(), name="saved_search_seen"),
]
