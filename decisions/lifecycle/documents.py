"""The Atom feed of one decision."""

from feedgenerator import Atom1Feed

from decisions.lifecycle.rules import KIND_LABELS, Course


def decision_feed(course: Course, base_url: str) -> bytes:
    """Return the feed: one item per entry of the record, newest first."""
    feed = Atom1Feed(
        title=course.title,
        link=f"{base_url}/decisions/{course.code}",
        description=course.title,
        feed_url=f"{base_url}/decisions/{course.code}/feed.atom",
        language="zh-CN",
        author_name=course.unit,
    )
    for entry in reversed(course.entries):
        label = KIND_LABELS.get(entry.kind, entry.kind)
        feed.add_item(
            title=str(entry.payload.get("headline") or label),
            link=base_url + str(entry.payload.get("page") or f"/record/{entry.seq}"),
            description=label,
            unique_id=f"{base_url}/record/{entry.seq}",
            pubdate=entry.published_at,
            updateddate=entry.published_at,
        )
    return str(feed.writeString("utf-8")).encode()
