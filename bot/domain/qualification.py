"""The workspace's rule for a qualified lead: the criteria that a lead fails, in words."""

from bot.domain.campaigns import Campaign
from bot.domain.definition import Definition
from bot.domain.leads import Lead


def failed_criteria(
    lead: Lead, campaign: Campaign | None, definition: Definition
) -> tuple[str, ...]:
    """What `lead` lacks; empty when it qualifies. An unknown score fails a minimum above 0."""
    failed, criteria = [], definition.criteria
    for name, score, minimum in (
        ("fit", lead.fit.score, criteria.min_fit),
        ("intent", lead.intent.score, criteria.min_intent),
    ):
        if minimum and (score is None or score < minimum):
            has = "unknown" if score is None else score
            failed.append(f"{name} is {has}, the minimum is {minimum}")
    failed += [f"{name} is missing" for name in criteria.required_fields if not _has(lead, name)]
    if criteria.require_agreed_step and (lacks := _lacks_step(lead, campaign)):
        failed.append(lacks)
    return tuple(_named(text, definition) for text in failed)


def is_held(
    lead: Lead, campaign: Campaign | None, failed: tuple[str, ...], definition: Definition
) -> bool:
    """Whether `lead` fails nothing but the agreement on its campaign's next step: it waits."""
    lacks = _lacks_step(lead, campaign)
    return campaign is not None and lacks is not None and failed == (_named(lacks, definition),)


def _named(failed: str, definition: Definition) -> str:
    """With the version that asks for it; what a workspace set before it had any has none."""
    return f"{failed} (definition {definition.version})" if definition.version else failed


def _lacks_step(lead: Lead, campaign: Campaign | None) -> str | None:
    if campaign is None:
        return None if lead.committed_step else "a lead without a campaign has no agreed next step"
    if campaign.is_agreed:
        return None
    if campaign.committed_step:
        return f"sales has not agreed the next step of the campaign {campaign.name} yet"
    return f"the campaign {campaign.name} has no agreed next step"


def _has(lead: Lead, name: str) -> bool:
    if name in ("name", "title", "email", "phone"):
        return bool(getattr(lead.person, name))
    value = lead.company.name if name == "company" else getattr(lead.company, name)
    return value is not None and value != ""
