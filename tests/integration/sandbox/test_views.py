"""trigger_ids, hashes and stacks of views."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.model import Json
from tests.integration.sandbox.scene import Scene
from tests.integration.sandbox.test_api import refusal


def modal(callback_id: str = "form", **fields: object) -> Json:
    title = {"type": "plain_text", "text": "Form"}
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": title,
        "blocks": [{"type": "divider"}],
        **fields,
    }


def trigger(scene: Scene, view_id: str | None = None) -> str:
    return scene.sandbox.triggers.new(scene.installed.id, scene.ana.id, view_id)


async def opened(scene: Scene, **fields: Any) -> Any:
    """The view as Slack answers it."""
    answer = await scene.client.views_open(trigger_id=trigger(scene), view=modal(**fields))
    return answer["view"]


async def test_a_trigger_is_used_up_by_the_call_that_opens(scene: Scene) -> None:
    key = trigger(scene)
    too_long = modal(callback_id="x" * 256)
    answer = await refusal(scene.client.views_open(trigger_id=key, view=too_long))
    assert answer["error"] == "invalid_arguments"
    assert (await scene.client.views_open(trigger_id=key, view=modal()))["ok"]
    answer = await refusal(scene.client.views_open(trigger_id=key, view=modal()))
    assert answer["error"] == "exchanged_trigger_id"


async def test_a_trigger_lives_by_real_time_and_for_one_app(scene: Scene) -> None:
    key = trigger(scene)
    await scene.sandbox.jump(scene.sandbox.clock.now() + timedelta(hours=1))
    assert (await scene.client.views_open(trigger_id=key, view=modal()))["ok"]
    key = scene.sandbox.triggers.new("A0OTHERAPP", scene.ana.id)
    answer = await refusal(scene.client.views_open(trigger_id=key, view=modal()))
    assert answer["error"] == "invalid_trigger_id"


async def test_an_update_with_an_old_hash_is_refused(scene: Scene) -> None:
    view = await opened(scene)
    first = await scene.client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])
    assert first["view"]["hash"] != view["hash"]
    late = scene.client.views_update(view_id=view["id"], view=modal(), hash=view["hash"])
    assert (await refusal(late))["error"] == "hash_conflict"
    assert (await scene.client.views_update(view_id=view["id"], view=modal()))["ok"]


async def test_a_view_is_found_by_its_external_id(scene: Scene) -> None:
    await opened(scene, external_id="one")
    answer = await scene.client.views_update(external_id="one", view=modal("next"))
    assert answer["view"]["callback_id"] == "next"
    assert scene.ana.modal is not None
    await scene.ana.close(scene.ana.modal.id)
    gone = scene.client.views_update(external_id="one", view=modal())
    assert (await refusal(gone))["error"] == "not_found"


async def test_an_external_id_is_of_one_view_only(scene: Scene) -> None:
    home = {"type": "home", "external_id": "mine", "blocks": []}
    for _ in range(2):
        assert (await scene.client.views_publish(user_id=scene.ana.id, view=home))["ok"]
    bens = scene.client.views_publish(user_id=scene.ben.id, view=home)
    assert (await refusal(bens))["error"] == "duplicate_external_id"
    view = await opened(scene, external_id="form")
    same = modal(external_id="form")
    assert (await scene.client.views_update(view_id=view["id"], view=same))["ok"]
    pushed = scene.client.views_push(trigger_id=trigger(scene, view["id"]), view=same)
    assert (await refusal(pushed))["error"] == "duplicate_external_id"


async def test_three_modals_and_no_more(scene: Scene) -> None:
    view = await opened(scene)
    loose = scene.client.views_push(trigger_id=trigger(scene), view=modal())
    assert (await refusal(loose))["error"] == "not_found"
    for _ in range(2):
        key = trigger(scene, view["id"])
        view = (await scene.client.views_push(trigger_id=key, view=modal()))["view"]
    fourth = scene.client.views_push(trigger_id=trigger(scene, view["id"]), view=modal())
    assert (await refusal(fourth))["error"] == "push_limit_reached"


@pytest.mark.parametrize("missing", ["trigger_id", "view"])
async def test_what_is_missing_is_named(scene: Scene, missing: str) -> None:
    arguments = {"trigger_id": trigger(scene), "view": modal()}
    del arguments[missing]
    answer = await refusal(scene.client.api_call("views.open", json=arguments))
    assert answer["error"] == "invalid_arguments"
    assert missing in answer["response_metadata"]["messages"][0]
