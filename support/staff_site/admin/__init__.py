from support.staff_site.admin import libraries, mails
