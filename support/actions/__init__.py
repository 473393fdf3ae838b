"""What support does: looks, notes and acts of staff, answers to customers, news for other systems, jobs, figures."""

from support.actions.announcements import (
    announce,
    close_endpoint,
    deliver_announcements,
    demand_new_address,
    offer_again,
    open_endpoint,
)
from support.actions.audit import answer_write, begin_write, forget_audit_entries, note_request
from support.actions.data_requests import complete_data_requests
from support.actions.deeds import perform
from support.actions.demo import load_demo
from support.actions.figures import count_figures
from support.actions.forgetting import forget_questions_of, forget_questions_of_company
from support.actions.interface import LONGEST_LIFE, make_token, note_question, note_use, revoke_token
from support.actions.jobs import remember_failure, remember_run, watch_jobs
from support.actions.look_ups import look_up, open_member
from support.actions.notes import forget_notes, write_note
from support.actions.scale import seed_scale
from support.actions.ticket_files import MOST_FILES, delete_outlived_files, keep_files
from support.actions.tickets import (
    SentAlready,
    Topic,
    Words,
    answer,
    ask,
    close_silent,
    close_ticket,
    note,
    release_ticket,
    reply,
    take,
)
from support.actions.viewings import begin_viewing, end_viewing
from support.actions.year import walk_year

__all__ = [
    "LONGEST_LIFE",
    "MOST_FILES",
    "SentAlready",
    "Topic",
    "Words",
    "announce",
    "answer",
    "answer_write",
    "ask",
    "begin_viewing",
    "begin_write",
    "close_endpoint",
    "close_silent",
    "close_ticket",
    "complete_data_requests",
    "count_figures",
    "delete_outlived_files",
    "deliver_announcements",
    "demand_new_address",
    "end_viewing",
    "forget_audit_entries",
    "forget_notes",
    "forget_questions_of",
    "forget_questions_of_company",
    "keep_files",
    "load_demo",
    "look_up",
    "make_token",
    "note",
    "note_question",
    "note_request",
    "note_use",
    "offer_again",
    "open_endpoint",
    "open_member",
    "perform",
    "release_ticket",
    "remember_failure",
    "remember_run",
    "reply",
    "revoke_token",
    "seed_scale",
    "take",
    "walk_year",
    "watch_jobs",
    "write_note",
]
