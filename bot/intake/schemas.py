"""The JSON that marketing's systems send, checked field by field and turned into domain values."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    field_validator,
)

from bot.domain.briefs import MAX_CHIPS, MAX_ITEMS, MAX_LONG, MAX_SHORT, web_address
from bot.domain.campaigns import Campaign, Objection
from bot.domain.leads import Company, Lead, Person, Score, Touchpoint
from bot.domain.lifecycle import Action
from bot.domain.losses import MAX_COMPETITOR, why_them_of
from bot.domain.outcomes import MAX_AMOUNT, discount_of
from bot.domain.reasons import BAD_TIMING, MAX_CHIP
from bot.domain.replay import Reported, outcome_of
from bot.errors import InvalidInput

MAX_TOUCHPOINTS = 200


def _no_null(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the character U+0000")
    return text


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError("must be within the years 1 to 9999 in UTC") from error


_Clean = AfterValidator(_no_null)
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Clean]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_SHORT), _Clean]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_LONG), _Clean]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$"
    ),
    _Clean,
]
Url = Annotated[str, StringConstraints(max_length=2000), _Clean, AfterValidator(web_address)]
Moment = Annotated[datetime, AfterValidator(_utc)]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]
KINDS = ("<text>", "<object>", "<yes or no>")
"""Names for the kinds of a field that takes several: of the kind that was sent, and of no other,
is said what is wrong with it."""
_TEXT, _OBJECT, _YES_NO_KIND = map(Tag, KINDS)
Texts = Annotated[tuple[Short, ...], Field(max_length=MAX_ITEMS)]


class _Strict(BaseModel):
    """Unknown fields are refused: a misspelt one would be lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonIn(_Strict):
    name: Short | None = None
    title: Short | None = None
    email: Email | None = None
    phone: Short | None = None
    is_decision_maker: bool | None = None


class CompanyIn(_Strict):
    name: Short | None = None
    domain: Short | None = None
    industry: Short | None = None
    employees: Count | None = None
    country: Short | None = None
    is_customer: bool | None = None
    products: Texts = ()


class ScoreIn(_Strict):
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    reasons: Texts = ()


class TouchpointIn(_Strict):
    at: Moment
    channel: Short | None = None
    name: Short | None = None
    url: Url | None = None


class ObjectionIn(_Strict):
    objection: Long
    answer: Long


class CampaignIn(_Strict):
    name: Annotated[Short, Field(min_length=1)]
    channel: Short | None = None
    promise: Long | None = None
    audience: Long | None = None
    offer: Short | None = None
    product: Short | None = None
    opening_line: Long | None = None
    objections: Annotated[tuple[ObjectionIn, ...], Field(max_length=MAX_ITEMS)] = ()
    landed_chips: Annotated[
        tuple[Annotated[Short, Field(min_length=1, max_length=MAX_CHIP)], ...],
        Field(max_length=MAX_CHIPS),
    ] = ()
    value_points: Texts = ()
    risk_points: Texts = ()
    dont_say: Texts = ()
    proof_links: Annotated[tuple[Url, ...], Field(max_length=MAX_ITEMS)] = ()
    committed_step: Short | None = None
    owner: Short | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cost: Count | None = None

    @field_validator("ends_on")
    @classmethod
    def _ends_after_its_start(cls, ends_on: date | None, known: ValidationInfo) -> date | None:
        starts_on = known.data.get("starts_on")
        if ends_on and starts_on and ends_on < starts_on:
            raise ValueError(f"is before starts_on, {starts_on}")
        return ends_on

    def value(self, external_id: str) -> Campaign:
        given = {name: getattr(self, name) for name in CampaignIn.model_fields}
        given["objections"] = tuple(
            Objection(item.objection, item.answer) for item in self.objections
        )
        return Campaign(external_id=external_id, **given)


class InlineCampaignIn(CampaignIn):
    external_id: Id


CampaignRef = Annotated[
    Annotated[Id, _TEXT] | Annotated[InlineCampaignIn, _OBJECT],
    Discriminator(lambda given: KINDS[isinstance(given, dict | InlineCampaignIn)]),
]
Discount = Annotated[
    Annotated[Short, _TEXT] | Annotated[bool, _YES_NO_KIND],
    Discriminator(lambda given: KINDS[0 if isinstance(given, str) else 2]),
]


class LeadIn(_Strict):
    external_id: Id
    campaign: CampaignRef | None = None
    person: PersonIn = PersonIn()
    company: CompanyIn = CompanyIn()
    fit: ScoreIn = ScoreIn()
    intent: ScoreIn = ScoreIn()
    committed_step: Short | None = None
    touchpoints: Annotated[tuple[TouchpointIn, ...], Field(max_length=MAX_TOUCHPOINTS)] = ()
    utm: Annotated[dict[Short, Short], Field(max_length=20)] = {}
    owner_email: Email | None = None
    crm_url: Url | None = None
    occurred_at: Moment | None = None

    def value(self, now: datetime, *, anonymous: bool = False) -> Lead:
        """The domain's lead. InvalidInput names a field that cannot be taken; ValueError: there is
        nothing to call it by, and it may not be `anonymous`."""
        _not_future("lead", "/occurred_at", self.occurred_at, now)
        if not (anonymous or self.person.name or self.person.email or self.company.name):
            raise ValueError("one of person.name, person.email and company.name is required")
        inline = self.campaign if isinstance(self.campaign, InlineCampaignIn) else None
        return Lead(
            external_id=self.external_id,
            person=Person(**self.person.model_dump()),
            company=Company(**self.company.model_dump()),
            campaign=self.campaign if isinstance(self.campaign, str) else None,
            inline_campaign=inline.value(inline.external_id) if inline else None,
            fit=Score(self.fit.score, self.fit.reasons),
            intent=Score(self.intent.score, self.intent.reasons),
            committed_step=self.committed_step or None,
            touchpoints=tuple(
                sorted((_touchpoint(item) for item in self.touchpoints), key=_latest_first)
            ),
            utm=dict(sorted(self.utm.items())),
            owner_email=self.owner_email,
            crm_url=self.crm_url,
            occurred_at=self.occurred_at,
        )


class OutcomeIn(_Strict):
    """`id` is the sending system's own of the outcome; `source` says who sent the lead, when that
    was another."""

    id: Id
    external_id: Id
    source: Short | None = None
    outcome: Id
    at: Moment | None = None
    owner: Short | None = None
    reason: Short = ""
    amount: Annotated[int, Field(ge=0, le=MAX_AMOUNT)] | None = None
    discount: Discount | None = None
    competitor: Annotated[Short, Field(max_length=MAX_COMPETITOR)] | None = None
    competitor_why: Short | None = None
    returns_on: date | None = None

    def value(self, now: datetime) -> Reported:
        """InvalidInput names a field that cannot be taken; `returns_on` is judged with the rest."""
        try:
            action, codes = outcome_of(self.outcome, self.reason)
        except InvalidInput as error:
            raise InvalidInput(error.sentence, {"/outcome": error.sentence}) from error
        at = self.at or now
        _not_future("outcome", "/at", at, now)
        if action is Action.DISQUALIFY and BAD_TIMING in codes and self.returns_on:
            action = Action.NURTURE  # as for a rep: with a day it rests until then
        return Reported(
            self.external_id, action, at, self.owner or None, codes, self._detail(), self.id
        )

    def _detail(self) -> dict[str, Any]:
        detail: dict[str, Any] = {}
        if self.amount is not None:
            detail["amount"] = self.amount
        if self.discount is not None:
            said = self.discount
            detail["discount"] = discount_of(said if isinstance(said, str) else _YES_NO[said])
        if self.competitor:
            detail["competitor"] = self.competitor
        if self.competitor_why:
            detail["competitor_why"] = why_them_of(self.competitor_why)
        if self.returns_on:
            detail["returns_on"] = self.returns_on.isoformat()
        return detail


_ONE_DAY = timedelta(days=1)
_YES_NO = {True: "yes", False: "no"}


def _not_future(what: str, pointer: str, moment: datetime | None, now: datetime) -> None:
    """A day is left for clocks and zones that differ."""
    if moment is not None and moment > now + _ONE_DAY:
        sentence = f"Nothing was stored: the {what} lies in the future."
        raise InvalidInput(sentence, {pointer: "lies in the future"})


def _touchpoint(given: TouchpointIn) -> Touchpoint:
    return Touchpoint(given.at, given.channel, given.name, given.url)


def _latest_first(point: Touchpoint) -> Any:
    return (-point.at.timestamp(), point.name or "")
