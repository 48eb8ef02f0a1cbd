"""files.*: uploading a file in three steps, the second of which is no method."""

from sandbox.api.call import Call, Method, Refused
from sandbox.api.chat import thread
from sandbox.model import Channel, Json
from sandbox.uploads import Upload

MAX_ALT_TEXT = 1000


async def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: a place for the content, good for this file only"""
    name = call.require("filename")
    try:
        length = int(call.require("length"))
    except ValueError:
        raise Refused("invalid_arguments") from None
    if length <= 0 or "/" in name or '"' in name:
        raise Refused("invalid_arguments")
    if len(str(call.get("alt_txt", ""))) > MAX_ALT_TEXT:
        raise Refused("alt_txt_too_large")
    uploads = call.sandbox.uploads
    upload = uploads.new(name, length, call.app.id)
    return {"upload_url": uploads.url(upload), "file_id": upload.id}


async def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: shows the files in a channel; without one they stay private"""
    uploads = [(_uploaded(call, one), one) for one in _files(call)]
    channel = _channel(call)
    if channel is not None and call.app.bot_user_id not in channel.members:
        raise Refused("not_in_channel")
    if channel is not None and channel.is_archived:
        raise Refused("is_archived")
    for upload, given in uploads:
        upload.title = str(given.get("title") or upload.name)
        upload.shared = True
    bot = call.app.bot_user_id
    files = [call.sandbox.uploads.json(upload, bot) for upload, _ in uploads]
    if channel is not None:
        message = call.sandbox.workspace.post(
            channel.id,
            bot,
            str(call.get("initial_comment", "")),
            files=files,
            thread_ts=thread(call, channel),
            bot_id=call.app.bot_id,
            app_id=call.app.id,
        )
        call.sandbox.events.later(call.sandbox.events.message(message))
    return {"files": files}


def _channel(call: Call) -> Channel | None:
    given = call.get("channel_id")
    if given is None:
        return None
    return Call(call.sandbox, call.app, {"channel": given}).channel()


def _files(call: Call) -> list[Json]:
    given = call.get("files")
    if not isinstance(given, list) or not given or not all(isinstance(x, dict) for x in given):
        raise Refused("invalid_arguments")
    return given


def _uploaded(call: Call, given: Json) -> Upload:
    """A file whose content has come and that is not shown yet."""
    found = call.sandbox.uploads.files.get(str(given.get("id")))
    if found is None or found.app_id != call.app.id or found.shared or found.content is None:
        raise Refused("file_not_found")
    return found


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",)),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",)),
}
