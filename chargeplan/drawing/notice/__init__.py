"""The notice for residents: one page of A3 in large type, with the plan and what is built where."""

from chargeplan.drawing.notice.page import notice_page as notice_page
