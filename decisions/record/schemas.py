"""Parts of published payloads that every feature writes alike."""

from typing import Any

from decisions.services.storage import StoredFile


def document_json(title: str, stored: StoredFile) -> dict[str, Any]:
    """Return a published document: what it is called, what it is, and the hash of its bytes."""
    return {
        "title": title,
        "name": stored.name,
        "kind": stored.kind.value,
        "size": stored.size,
        "sha256": stored.sha256,
    }
