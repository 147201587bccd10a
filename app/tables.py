"""Every table of the project, imported for the migrations: `metadata` is complete once this module is."""

from app.accounts import models as accounts
from app.consultations import models as consultations
from app.consultations.paper import models as paper
from app.consultations.texts import models as texts
from app.contacts import models as contacts
from app.db import Base
from app.information import models as information
from app.kit.outbox import models as outbox
from app.meetings import models as meetings
from app.meetings.changes import models as changes
from app.meetings.day import models as meeting_day
from app.meetings.minutes import models as minutes
from app.meetings.votes import models as votes
from app.programmes import models as programmes
from app.questionnaires import models as questionnaires
from app.syntheses import models as syntheses
from app.syntheses.releases import models as releases
from app.territory import models as territory
from app.territory.population import models as population

DOMAINS = (
    accounts,
    changes,
    consultations,
    contacts,
    information,
    meeting_day,
    meetings,
    minutes,
    outbox,
    paper,
    population,
    programmes,
    questionnaires,
    releases,
    syntheses,
    territory,
    texts,
    votes,
)
metadata = Base.metadata
