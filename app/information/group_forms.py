"""What the forms about a support group post, read field by field."""

from app.information.forms import one_line, read_day
from app.information.groups import MemberForm, TaskForm, role_problems
from app.kit.forms import FieldReader, Posted


def read_member(posted: Posted) -> MemberForm:
    """Read the form of somebody of the group.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    name = one_line(reader, "name", 120, required="Enter the name of the person.")
    organisation = one_line(reader, "organisation", 160, required="Enter the organisation of the person.")
    role = reader.bilingual("role", longest=160)
    email = reader.email("email")
    reader.problems += role_problems(role)
    reader.check()
    return MemberForm(name, organisation, role, email)


def read_task(posted: Posted) -> TaskForm:
    """Read the form of a task.

    Raises:
        InvalidError: with every problem found.
    """
    reader = FieldReader(posted)
    what = one_line(reader, "what", 300, required="Say what has to be done.")
    who = one_line(reader, "who", 120)
    due_on = read_day(reader, "due_on")
    reader.check()
    return TaskForm(what, who, due_on)
