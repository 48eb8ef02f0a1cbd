"""Files on their way into the workspace, and those that are in it."""

import mimetypes
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from sandbox.model import Json
from sandbox.workspace import Workspace

PRETTY = {"xlsx": "Excel Spreadsheet", "zip": "Zip", "csv": "CSV", "txt": "Plain Text"}


@dataclass(slots=True)
class Upload:
    """A file with the place its content is sent to; `shared` once the upload is completed."""

    id: str
    key: str
    name: str
    length: int
    app_id: str
    title: str = ""
    content: bytes | None = None
    shared: bool = False


class Uploads:
    """Takes content at /upload/v1/… and gives it at /files-pri/…"""

    def __init__(self, workspace: Workspace, base: Callable[[], str]) -> None:
        self._workspace = workspace
        self._base = base
        self.files: dict[str, Upload] = {}

    def new(self, name: str, length: int, app_id: str) -> Upload:
        found = Upload(self._workspace.ids.new("F"), secrets.token_hex(16), name, length, app_id)
        self.files[found.id] = found
        return found

    def url(self, upload: Upload) -> str:
        return f"{self._base()}/upload/v1/{upload.key}"

    def json(self, upload: Upload, user: str) -> Json:
        """The file as Slack shows it in a message."""
        kind = upload.name.rpartition(".")[2].lower()
        created = int(self._workspace.clock.now().timestamp())
        private = f"{self._base()}/files-pri/{self._workspace.team_id}-{upload.id}"
        return {
            "id": upload.id,
            "created": created,
            "timestamp": created,
            "name": upload.name,
            "title": upload.title or upload.name,
            "mimetype": mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
            "filetype": kind,
            "pretty_type": PRETTY.get(kind, "Binary"),
            "user": user,
            "user_team": self._workspace.team_id,
            "editable": False,
            "size": upload.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "url_private": f"{private}/{upload.name}",
            "url_private_download": f"{private}/download/{upload.name}",
            "has_rich_preview": False,
            "file_access": "visible",
        }

    async def receive(self, request: web.Request) -> web.Response:
        """POST /upload/v1/…: raw bytes, or a form with the file in it."""
        key = request.match_info["key"]
        found = next((one for one in self.files.values() if one.key == key), None)
        if found is None:
            return web.Response(status=404, text="not found")
        content = await _content(request)
        if len(content) != found.length:
            return web.Response(status=400, text=f"expected {found.length} bytes")
        found.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def give(self, request: web.Request) -> web.Response:
        """GET /files-pri/…: to the people who look at the page."""
        found = self.files.get(request.match_info["file"].rpartition("-")[2])
        if found is None or not found.shared or found.content is None:
            return web.Response(status=404, text="not found")
        disposition = f'attachment; filename="{found.name}"'
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
        return web.Response(body=found.content, content_type=kind, headers=headers)


async def _content(request: web.Request) -> bytes:
    if request.content_type != "multipart/form-data":
        return await request.read()
    for value in (await request.post()).values():
        if isinstance(value, web.FileField):
            return value.file.read()
    return b""
