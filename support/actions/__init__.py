"""What support does: looks, notes, acts of staff, an interface for other systems, watched jobs, demonstrations."""

from support.actions.announcements import (
    announce,
    close_endpoint,
    deliver_announcements,
    demand_new_address,
    offer_again,
    open_endpoint,
)
from support.actions.data_requests import complete_data_requests
from support.actions.deeds import perform
from support.actions.demo import load_demo
from support.actions.interface import LONGEST_LIFE, make_token, note_question, note_use, revoke_token
from support.actions.jobs import remember_failure, remember_run, watch_jobs
from support.actions.look_ups import look_up, open_member
from support.actions.notes import forget_notes, write_note
from support.actions.scale import seed_scale
from support.actions.year import walk_year

__all__ = [
    "LONGEST_LIFE",
    "announce",
    "close_endpoint",
    "complete_data_requests",
    "deliver_announcements",
    "demand_new_address",
    "forget_notes",
    "load_demo",
    "look_up",
    "make_token",
    "note_question",
    "note_use",
    "offer_again",
    "open_endpoint",
    "open_member",
    "perform",
    "remember_failure",
    "remember_run",
    "revoke_token",
    "seed_scale",
    "walk_year",
    "watch_jobs",
    "write_note",
]
