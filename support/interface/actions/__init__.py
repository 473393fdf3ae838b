from support.interface.actions.tokens import LONGEST_LIFE, make_token, note_use, revoke_token
from support.interface.actions.webhooks import (
    announce,
    close_endpoint,
    deliver_announcements,
    demand_new_address,
    offer_again,
    open_endpoint,
)
