"""Everything that is done to accounts."""

from accounts.actions.applications import (
    answer,
    attach,
    declare_authorised,
    purge_drafts,
    renew_status_link,
    save_draft,
    submit,
)
from accounts.actions.asked_mails import answer_asked_mails, ask_for_mail
from accounts.actions.cases import Verdict, approve, ask_for_better, claim, reject, release
from accounts.actions.colleagues import (
    accept_offer,
    change_role,
    end_offer,
    invite,
    join,
    mail_invitations,
    may_join,
    offer,
    remove,
    withdraw,
)
from accounts.actions.companies import (
    approve_change,
    ask_for_change,
    change_address,
    facts_of,
    reject_change,
    withdraw_change,
)
from accounts.actions.data import (
    ask_for_data,
    close_data_request,
    erase_company,
    erase_person,
    hand_out,
    purge_copies,
    refuse_data,
)
from accounts.actions.documents import delete_outlived
from accounts.actions.joining import accept_join_request, convert_to_join_request, decline_join_request
from accounts.actions.links import LinkUsed, issue_link, issue_resume_link
from accounts.actions.looks import log_case_view, log_document_view, purge_presences, touch_presence
from accounts.actions.people import (
    choose_language,
    choose_notifications,
    describe_oneself,
    mail_new_password_link,
    set_password,
)
from accounts.actions.promises import escalate_broken, remind_silent
from accounts.actions.queue import claim_all, take_next
from accounts.actions.safety import (
    Checked,
    ask_for_new_email,
    change_email_after_check,
    end_sessions,
    mail_email_changes,
    note_log_in,
    note_log_out,
    note_sessions_ended,
    purge_log_ins,
    use_new_email,
)
from accounts.actions.vat import ask_about, ask_due
