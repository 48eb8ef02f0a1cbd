"""A listener that fails says what is known, and no more."""

from handlers.guard import guarded


async def test_after_an_unknown_failure_nothing_is_claimed_about_what_is_stored() -> None:
    told: list[str] = []

    async def work() -> None:
        raise KeyError("after the commit")

    async def tell(text: str) -> None:
        told.append(text)

    await guarded(work(), tell, name="test")
    assert len(told) == 1
    assert "may or may not have been stored" in told[0]
