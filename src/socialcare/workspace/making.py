"""`socialcare init`: a folder that works at once, with files a person can read and change."""

import json
import os
import shutil
from pathlib import Path

from socialcare.errors import WrongUse
from socialcare.sentences import say
from socialcare.workspace.finding import FILE, Workspace, shipped

RULES = "rules/sophie-paris.yaml"
SCHEMA = "rules/rulebook.schema.json"
"""Named in the first line of the rules, for the completion of editors."""
TESTS = "rules/tests/sophie-paris.test.yaml"

_FILE = """\
# Le poste de travail de la marque. Les clés sont en anglais ; socialcare doctor dit ce qui ne va pas.
brand: {brand}
timezone: Europe/Paris
rules: {rules}

# Les comptes de la marque, sur tous les canaux : ce qu'ils publient est une réponse, pas une mention à traiter.
handles: {handles}

# Qui est qui sur cette machine : nom de session -> clé d'une personne de {rules}.
team:
  logins: {{}}
  #  cmartin: claire

# Comment chacun est prévenu (socialcare notify). L'adresse de chacun est un secret : export SOCIALCARE_NOTIFY_<CLÉ>_URL=…
#   details: true   le texte du client et son compte aussi, sinon le dossier, le thème et l'heure seulement
#   urgent: true    les dossiers urgents hors des heures d'ouverture aussi
# notify: {{details: true, urgent: true}}

# Où la marque écoute. socialcare connectors list dit ce qui est installé ; un jeton ne s'écrit jamais ici.
channels: {channels}
"""

LEXICON = "rules/lexicon.yaml"

_LEXICON = """\
# Les mots de la marque : ils l'emportent sur ce que socialcare sait du français, dès le prochain triage.
#   term     un mot, plusieurs mots qui se suivent, un emoji ; sans majuscules ni accents
#   value    de -1 (très mauvais) à 1 (très bon) ; 0 fait taire le mot
#   emotion  anger, disappointment, worry, sadness, disgust, surprise, joy ou gratitude, si le mot en dit une
# socialcare rules check vérifie ce fichier ; socialcare score --text "…" --explain en montre l'effet.
terms: []
#  - {term: canon, value: 0.8, emotion: joy}
#  - {term: "ça dépote", value: 0.6}

# Les mots du lexique de socialcare qui disent autre chose chez vous.
corrections: []
#  - {term: mortel, value: 0.7, emotion: joy}
"""

ANSWERS = "rules/answers.yaml"

_ANSWERS = """\
# Les réponses écrites d'avance. Un modèle ne part jamais seul : socialcare reply 12 --template colis-en-retard montre la
# réponse, puis demande ; socialcare draft en fait une proposition ; socialcare templates les liste.
#   text   la réponse, avec des variables entre accolades ; {{ et }} donnent une accolade
#   label  ce qu'on lit dans la liste
#   topic  le thème des règles auquel le modèle convient, s'il y en a un
# Les variables que socialcare remplit :
#   {prenom}     le premier mot du nom du client ; sans nom, « Bonjour {prenom}, » devient « Bonjour, »
#   {client}     son nom, à défaut son pseudonyme         {handle}   son pseudonyme
#   {marque}     la marque                                {dossier}  le numéro du dossier
#   {sujet}      le thème du dossier                      {signature}  le community manager qui répond
# Toute autre variable est la vôtre et se donne ainsi : --set commande=48213
# socialcare rules check vérifie ce fichier.
templates:
  colis-en-retard:
    label: Colis en retard, enquête ouverte
    topic: livraison
    text: |
      Bonjour {prenom},
      Votre commande {commande} aurait dû être chez vous, et nous en sommes désolés. Nous venons d’ouvrir une enquête auprès du transporteur : nous revenons vers vous au plus tard le {date}, colis retrouvé ou non.
      {signature}, pour {marque}

  coordonnees-en-prive:
    label: Demander les coordonnées en message privé
    text: |
      Bonjour {prenom}, merci de nous l’avoir signalé. Pour retrouver votre dossier, pouvez-vous nous envoyer en message privé votre nom et votre numéro de commande ? Ne les écrivez pas ici, tout le monde peut les lire. {signature}
"""

_EXAMPLES = """
  #  presse:
  #    connector: rss
  #    feeds: [https://example.org/alertes.xml]
  #  mastodon-fr:
  #    connector: mastodon
  #    instance: https://mastodon.example
  #    hashtags: [mamarque]
  #    # jeton : export SOCIALCARE_MASTODON_FR_TOKEN=…
  #  avis:
  #    connector: files
  #    path: data/inbox/*.csv
"""


def make(folder: Path, *, brand: str, handles: tuple[str, ...] = (), channels: tuple[str, ...] = ()) -> Workspace:
    """Write the files of a new workspace. Raises WrongUse where one is already; nothing is overwritten."""
    if (folder / FILE).exists():
        raise WrongUse(say("{folder} is already a workspace; nothing was changed", folder=folder))
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    for private in ("data", "data/inbox"):
        (folder / private).mkdir(exist_ok=True)
        if os.name == "posix":
            (folder / private).chmod(0o700)  # mentions are personal data
    has_rules = (folder / RULES).exists()
    if not has_rules:  # tests of our rules would fail on theirs
        shutil.copyfile(shipped(RULES), folder / RULES)
        shutil.copyfile(shipped(SCHEMA), folder / SCHEMA)
        (folder / TESTS).parent.mkdir(exist_ok=True)
        shutil.copyfile(shipped(TESTS), folder / TESTS)
    if not (folder / LEXICON).exists():
        (folder / LEXICON).write_text(_LEXICON, encoding="utf-8")
    if not (folder / ANSWERS).exists():  # the topics of our rules may be none of theirs
        text = _ANSWERS.replace("    topic: livraison\n", "") if has_rules else _ANSWERS
        (folder / ANSWERS).write_text(text, encoding="utf-8")
    listed = "".join(f"\n  {name}:\n    connector: files\n    path: data/inbox/{name}.jsonl" for name in channels)
    (folder / FILE).write_text(
        _FILE.format(
            brand=json.dumps(brand, ensure_ascii=False),
            rules=RULES,
            handles=json.dumps(list(handles), ensure_ascii=False),
            channels=(listed or "{}") + _EXAMPLES,
        ),
        encoding="utf-8",
    )
    return Workspace(folder.resolve())
