"""What the words of an export mean, for whoever opens it without us."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    ("Delivered", "Leads that arrived in the weeks and met the workspace's rule."),
    (
        "Procedural",
        "Rejected as misrouted, an existing customer or a duplicate: nobody's opinion of the"
        " campaign. They leave the share of leads taken.",
    ),
    (
        "Taken share",
        "Taken ÷ (delivered − procedural − still in time). After its time a lead without an answer"
        " counts as not taken; by week, every lead without one does.",
    ),
    ("Low, high", "Wilson's range of a share at 95 %."),
    (
        "Reading",
        "The campaign against all others together, in both rates, rep by rep; only what chance is"
        " an unlikely reason for is called good or below the rest.",
    ),
    (
        "Worst case, best case",
        "The share of all of them if those who have said nothing all said no, or all yes.",
    ),
    (
        "Unanswered, Still in time",
        "Leads to which nobody has said anything yet; those of them whose time for a first contact"
        " is not over.",
    ),
    (
        "Old enough, Pending",
        "Taken leads of the last 26 weeks older than a lead usually takes to end, and younger ones;"
        " 0 of both while nobody knows how long that is.",
    ),
    (
        "Segments",
        "Channel and offer are the campaign's; size is the number of employees. No segment is"
        " judged here: with so many, some look different by chance.",
    ),
    ("Contacted, Meetings", "Leads with a first contact, with a meeting held."),
    ("SQL", "Leads that stand at qualified, opportunity, won or lost."),
    ("Told, Landed", "Leads whose rep said whether the pitch landed; where it did."),
    ("Answered", "Taken leads that have a verdict on the pitch or an end."),
    (
        "Pipeline opened, Won amount",
        "Sums of the amounts that were noted, of all and of won deals.",
    ),
    (
        "Cost in these weeks",
        "The campaign's cost spread evenly over its days; empty where cost or start is not known.",
    ),
    ("Leads per rep", "Taken leads ÷ people who took any."),
    ("Minutes", "Medians. A contact that is known only from a deal's end is left out."),
    (
        "Judged alike",
        "Marketing says yes when fit plus intent lie in the upper half of what qualifies; sales by"
        " taking the lead, no by rejecting it for a reason that is not procedural.",
    ),
    (
        "Weighted kappa",
        "Cohen's kappa, linear weights: marketing's grade (thirds of fit plus intent, from the"
        " least that qualifies) against refused, taken, qualified. Range: Fleiss, Cohen, Everitt.",
    ),
    (
        "Area under the curve",
        "The chance that a taken lead's fit plus intent is above a refused one's; 0.5 is no"
        " better than a coin. Range: DeLong.",
    ),
    ("Contacted in time", "First contact by the deadline, of the leads whose deadline has passed."),
    (
        "Came back",
        "Leads of the last 26 weeks that were rejected and then reopened or passed on, with what"
        " they have become since.",
    ),
)
