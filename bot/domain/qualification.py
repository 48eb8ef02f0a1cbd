"""The workspace's rule for a qualified lead: the criteria that a lead fails, in words."""

from bot.domain.campaigns import Campaign
from bot.domain.leads import Lead
from bot.domain.settings import Settings


def failed_criteria(lead: Lead, campaign: Campaign | None, settings: Settings) -> tuple[str, ...]:
    """What `lead` lacks; empty when it qualifies. An unknown score fails a minimum above 0."""
    failed = []
    for name, score, minimum in (
        ("fit", lead.fit.score, settings.min_fit),
        ("intent", lead.intent.score, settings.min_intent),
    ):
        if minimum and (score is None or score < minimum):
            has = "unknown" if score is None else score
            failed.append(f"{name} is {has}, the minimum is {minimum}")
    failed += [f"{name} is missing" for name in settings.required_fields if not _has(lead, name)]
    step = lead.committed_step or (campaign.committed_step if campaign else None)
    if settings.require_agreed_step and not step:
        named = f"the campaign {campaign.name}" if campaign else "a lead without a campaign"
        failed.append(f"{named} has no agreed next step")
    return tuple(failed)


def _has(lead: Lead, name: str) -> bool:
    if name in ("name", "title", "email", "phone"):
        return bool(getattr(lead.person, name))
    value = lead.company.name if name == "company" else getattr(lead.company, name)
    return value is not None and value != ""
