"""The loop as text in the terminal, in half a minute: the same bot, the same Slack on localhost."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from bot import logs
from bot.demo.live import Demo, running
from bot.demo.workspace import next_monday
from sandbox.model import Message
from sandbox.people import Person
from sandbox.workspace import Workspace

PAUSE_SECONDS = 1.6
_JOINER = "\u2060"
"""Rich and terminals differ on how wide it is."""
_HIDDEN = ("divider", "data_visualization", "actions")


async def tour(console: Console | None = None, *, pause: float = PAUSE_SECONDS) -> None:
    """Plays the loop once and returns."""
    logs.configure("error")
    async with running() as demo:
        await _Tour(demo, console or Console(), pause).play()


@dataclass
class _Tour:
    demo: Demo
    console: Console
    pause: float

    async def play(self) -> None:
        await self._a_lead_comes()
        card = await self._taken()
        await self._landed(card)
        await self._digest()
        await self._answer()
        self.console.print(
            "\n[bold]That is the loop.[/] See it in a browser with [bold]make demo[/].\n"
        )

    async def _a_lead_comes(self) -> None:
        await self._say("Marketing's system sends a lead. It becomes a card in #leads.")
        await self.demo.send(1)
        await self._show("maya", "leads", "Asked for a yard review")

    async def _taken(self) -> Message:
        await self._say("Maya takes it. Jonas is a second late, and is told so.")
        card = await self._find("maya", "leads", "Dana Ruiz")
        await self._person("maya").click("leads", card.ts, "take")
        await self._person("jonas").click("leads", card.ts, "take")
        card = await self._show("maya", "leads", "took it")
        await self._show("jonas", "leads", "took Dana Ruiz", only_to="Jonas")
        return card

    async def _landed(self, card: Message) -> None:
        await self._say("After the call Maya reacts 👍. One tap counts; a chip says why.")
        maya = self._person("maya")
        await maya.react("leads", card.ts, "+1")
        chips = await self._show("maya", "leads", "What landed", only_to="Maya")
        await maya.click("leads", chips.ts, "why.0")
        await self._show("maya", "leads", "👍 Landed: ")

    async def _digest(self) -> None:
        await self.demo.sandbox.jump(next_monday(self.demo.sandbox.clock.now()))
        await self._say("9:00. Marketing reads what works, and for whom it does not.")
        await self._show("lena", "marketing", "week 34")

    async def _answer(self) -> None:
        await self._say("Lena answers a finding: she will change something.")
        lena = self._person("lena")
        digest = await self._find("lena", "marketing", "week 34")
        await lena.click("marketing", digest.ts, "promise_change")
        form = lena.modal
        if form is None:
            raise LookupError("The form did not open.")
        what = "Ask at the stand: do you run a yard?"
        values = {"what": {"what": what}, "due_on": {"due_on": "2026-09-12"}}
        await self._panel(filled(form.payload, values, self.demo.sandbox.workspace), "Lena's form")
        await lena.submit(form.id, values)
        answered = await self._find("lena", "marketing", "⏳ Lena changes")
        await self._say("The digest shows it to everybody in marketing.")
        end = replace(answered, blocks=answered.blocks[-2:])
        await self._panel(drawn(end, self.demo.sandbox.workspace), "#marketing")
        await self._say("And the reps whose feedback it was are told.")
        maya = self._person("maya")
        await self._show("maya", maya.dm().id, what, only_to="Maya")

    def _person(self, name: str) -> Person:
        return self.demo.sandbox.person(name)

    async def _say(self, text: str) -> None:
        now = self.demo.sandbox.clock.now().strftime("%a %d %b")
        self.console.print(f"\n[bold cyan]{now}[/]  [bold]{escape(text)}[/]")
        await asyncio.sleep(self.pause)

    async def _find(self, who: str, channel: str, text: str) -> Message:
        person = self._person(who)

        def found() -> Message | None:
            return next((m for m in reversed(person.sees(channel)) if text in _everything(m)), None)

        return await self.demo.sandbox.workspace.until(found)

    async def _show(self, who: str, channel: str, text: str, only_to: str = "") -> Message:
        message = await self._find(who, channel, text)
        place = self.demo.sandbox.workspace.channel(channel)
        title = f"only {only_to} sees this" if only_to else f"#{place.name}"
        await self._panel(drawn(message, self.demo.sandbox.workspace), title)
        return message

    async def _panel(self, body: Group, title: str) -> None:
        panel = Panel(body, title=escape(title), title_align="left", border_style="dim", width=96)
        self.console.print(Padding(panel, (0, 0, 0, 2)))
        await asyncio.sleep(self.pause)


def _everything(message: Message) -> str:
    return f"{message.text}\n{message.blocks}"


def drawn(message: Message, workspace: Workspace) -> Group:
    """A message as text: bold stays bold, buttons stand in brackets."""
    parts: list[Any] = []
    for block in message.blocks or ():
        if block["type"] == "data_table":
            parts.append(_table(block))
        elif block["type"] == "actions":
            parts.append(Text(_buttons(block), style="green"))
        elif block["type"] not in _HIDDEN:
            parts += [_styled(text, workspace) for text in _texts(block)]
    return Group(*(parts or [_styled(message.text, workspace)]))


def filled(view: dict[str, Any], values: dict[str, dict[str, str]], workspace: Workspace) -> Group:
    """A form as text with what was put into it; `values` by block and action, as it is sent."""
    parts: list[Text] = []
    for block in view["blocks"]:
        if block["type"] == "input":
            said = " ".join(values.get(block["block_id"], {}).values())
            parts.append(_styled(f"*{block['label']['text']}*  {said}", workspace))
        else:
            parts += [_styled(text, workspace) for text in _texts(block)]
    parts.append(Text(f"[ {view['submit']['text']} ]", style="green"))
    return Group(*parts)


def _texts(block: dict[str, Any]) -> Iterator[str]:
    if "text" in block:
        bold = block["type"] == "header"
        text = block["text"]["text"]
        yield f"*{text}*" if bold else text
    for element in block.get("elements", ()):
        if "text" in element:
            yield element["text"]


def _buttons(block: dict[str, Any]) -> str:
    labels = [
        item["text"]["text"] if item["type"] == "button" else "⋯" for item in block["elements"]
    ]
    return " ".join(f"[ {label} ]" for label in labels)


def _table(block: dict[str, Any]) -> Table:
    head, *rows = [
        [str(cell.get("text", "")).replace(_JOINER, "") for cell in row] for row in block["rows"]
    ]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for name in head:
        table.add_column(name, style=None, header_style="bold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _styled(text: str, workspace: Workspace) -> Text:
    """mrkdwn as terminal text: people by name, dates by their fallback, bold as bold."""

    def name(match: re.Match[str]) -> str:
        return f"*{workspace.user(match[1]).real_name.split()[0]}*"

    said = re.sub(r"(?m)^>", "  ", text)  # a quote
    said = re.sub(r"<@([A-Z0-9]+)>", name, said)
    said = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", said)
    said = re.sub(r"<[^|>]+\|([^>]*)>", r"\1", said)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        said = said.replace(entity, character)
    said = said.replace(_JOINER, "")
    styled = Text()
    for index, part in enumerate(re.split(r"\*(\S[^*\n]*)\*", said)):
        styled.append(part.replace("`", ""), style="bold" if index % 2 else "")
    return styled
