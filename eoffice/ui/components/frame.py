"""What the layout shows around a page, given as data by the application."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NavigationItem:
    """One link of the main navigation; `count` (of things waiting) is shown when it is not None or 0."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class NavigationGroup:
    """Links under one heading; an empty label shows the links without a heading."""

    label: str
    items: tuple[NavigationItem, ...]


@dataclass(frozen=True)
class PostChoice:
    """A post that the signed-in person may act in."""

    id: str
    title: str
    agency_name: str
    is_current: bool = False


@dataclass(frozen=True)
class Language:
    """A language of the interface: its tag (`vi`), short form (`VI`) and own name (`Tiếng Việt`)."""

    tag: str
    short: str
    name: str


LANGUAGES = (Language("vi", "VI", "Tiếng Việt"), Language("en", "EN", "English"))


@dataclass(frozen=True)
class Frame:
    """Everything around the page itself.

    The forms post `post_id`, `language` and `next` (the path to come back to) to the three addresses;
    a form whose address is empty is not shown. `is_trial` shows the TRIAL banner.
    """

    agency_name: str = ""
    person_name: str = ""
    posts: tuple[PostChoice, ...] = ()
    navigation: tuple[NavigationGroup, ...] = ()
    home_url: str = "/"
    post_url: str = ""
    language_url: str = ""
    sign_out_url: str = ""
    sign_in_url: str = ""
    languages: tuple[Language, ...] = LANGUAGES
    is_trial: bool = False
    version: str = ""

    @property
    def current_post(self) -> PostChoice | None:
        """The post acted in now, if any."""
        return next((post for post in self.posts if post.is_current), None)
