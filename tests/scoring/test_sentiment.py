"""Sentences of our own, by phenomenon."""

import pytest

from socialcare.facts import Sentiment
from socialcare.scoring import Scorer

NEGATIVE = {
    "trouble words": [
        "Service lamentable, je change d'opérateur",
        "C'est une honte, des voleurs",
        "inadmissible",
        "Une vraie arnaque, à fuir",
        "quelle honte, service client injoignable",
        "Encore une panne, ras le bol",
        "Livraison en retard de 4 jours",
        "La boîte est arrivée cassée",
        "Produit périmé, c'est dégueulasse",
        "Je déteste cette marque",
        "Votre appli rame, c'est pénible",
        "Dommage, le goût a changé",
        "On se moque de nous",
        "Des incapables du début à la fin",
        "Publicité mensongère",
        "Vendeuse méprisante",
    ],
    "negation": [
        "Je ne suis pas du tout satisfait.",
        "Je n'ai pas été satisfaite.",
        "Je ne suis plus satisfaite",
        "Pas content",
        "Pas très efficace",
        "Pas bon du tout",
        "Ce n'est pas rapide",
        "Je n'aime pas l'odeur",
        "J'aime pas l'odeur",
        "L'odeur ne me plaît pas",
        "Je ne suis ni contente ni rassurée",
        "Franchement pas terrible",
        "Je ne recommande pas",
        "Je ne recommanderai plus jamais",
        "On ne reviendra plus",
        "Moins bon qu'avant",
        "Serveurs peu aimables",
        "Aucune politesse, jamais aimable",
    ],
    "situations without a polar word": [
        "Toujours pas de nouvelles depuis 3 semaines",
        "Plus d'internet depuis ce matin",
        "Plus de réseau à Nantes",
        "Pas d'eau chaude depuis hier",
        "10 jours sans téléphone",
        "Personne ne répond au téléphone",
        "Personne ne m'a rappelé",
        "Personne au bout du fil",
        "Aucune réponse à mes mails",
        "Sans nouvelles de vous",
        "Colis jamais reçu",
        "Toujours rien reçu",
        "Mon fils n'a jamais reçu son paquet",
        "J'attends toujours mon remboursement",
        "depuis deux mois j'attends un remboursement",
        "ça fait 3 semaines que j'attends",
        "Deux heures d'attente en caisse",
        "Ça marche plus",
        "ça ne marche pas",
        "Rien ne fonctionne",
        "L'appli ne s'ouvre plus",
        "Je n'arrive pas à me connecter",
        "Impossible de joindre le service client",
        "Vous m'avez débité deux fois",
        "On me raccroche au nez",
        "Il manque un article dans ma commande",
        "Le rouge ne tient pas",
        "La box est bloquée à l'étape 6",
    ],
    "contrast": [
        "Le produit est bien mais le service est nul",
        "Produit top, par contre livraison lamentable",
        "Merci mais ça ne répond pas à ma question",
        "Belle boutique. Cependant la caissière est odieuse et désagréable",
    ],
    "irony": [
        "Génial, encore 3h de retard...",
        "Bravo la SNCF, toujours en retard 👏",
        "Bravo pour l'organisation, trois semaines d'attente",
        "Super, mon colis est perdu",
        "Quel professionnalisme, on m'a raccroché au nez",
        "Merci pour le colis cassé",
        "Merci pour ces 15 jours sans internet",
        "Félicitations, encore une coupure",
        "Chapeau, facturé deux fois",
        "Au top votre service, injoignable depuis lundi",
        "Génial ! Plus de réseau depuis ce matin !",
        "Super service client, j'attends depuis 3 semaines",
    ],
    "emoji": ["😡😡😡", "👎", "🤮", "Votre pub 🤡", ":(", "Encore en panne 🙄"],
    "hurried spelling": [
        "C NUL",
        "Nuuuul",
        "jsuis degoutee",
        "g pa resu mon coli",
        "g plu de wifi",
        "tjs rien",
        "jpp de votre appli qui plante tjs",
        "d&eacute;&ccedil;ue",
        "C'EST INADMISSIBLE",
        "super nul",
    ],
    "intensity": ["Vraiment nul", "un peu déçue", "Très mauvaise expérience", "Trop cher"],
}

POSITIVE = {
    "praise words": [
        "Ravie de mon achat",
        "Top, je recommande",
        "J'adore cette marque",
        "Produit conforme, rien à dire",
        "Rien à redire, livraison rapide",
        "Vendeuse adorable",
        "Bel accueil, vendeuse souriante et à l'écoute",
        "Un grand bravo à toute l'équipe !",
        "Très bon accueil",
        "Reçu en 24h, emballage soigné",
        "Une pépite ce gommage",
        "Livraison impeccable",
        "Ça fonctionne parfaitement",
    ],
    "thanks": [
        "Merci beaucoup pour votre aide, problème résolu !",
        "Merci Julie, vous avez sauvé ma soirée ❤️",
        "Merci pour votre réactivité",
        "Mille mercis à Sonia",
        "Je vous remercie de votre aide",
        "mrc bcp",
    ],
    "negation of trouble": [
        "Aucun souci avec cette appli",
        "Aucun problème, tout est parfait",
        "Jamais déçue",
        "Je ne suis pas déçue",
        "sans problème",
        "Pas de souci de mon côté",
        "Pas mal du tout",
        "C'est pas cher et efficace",
        "C'est pas mauvais",
        "Je ne regrette pas mon achat",
    ],
    "contrast": ["Cher mais excellent", "Livraison lente mais produit parfait", "C'est cher mais c'est top"],
    "trouble that is over": [
        "Excellent, la panne est réparée",
        "Bravo, problème résolu en dix minutes",
        "Je suis soulagée, tout est réglé",
        "Merci, la connexion est rétablie",
    ],
    "emoji": ["👍", "❤️❤️", "Parfait 👌", "J'ai reçu mon colis 😍", "Trop bien votre nouveau parfum 😍", ":)"],
    "hurried spelling": ["c'est géniaaaal", "Superrrr", "tro bien", "Ca marche nickel merci"],
}

NEUTRAL = {
    "facts": [
        "Le petit train de la grande ville",
        "Le colis est arrivé.",
        "Je suis client depuis 2005",
        "La box est noire",
        "Le magasin est ouvert le lundi",
        "Je cherche un cadeau pour ma mère",
        "n-123",
        "ok",
    ],
    "questions": [
        "Bonjour, à quelle heure ouvre le magasin de Lille ?",
        "Combien coûte la livraison ?",
        "Comment ça marche ?",
        "Bonjour, vous pouvez me rappeler s'il vous plaît ?",
        "Quand sera disponible la nouvelle teinte ? Merci d'avance",
    ],
    "laughter": ["mdr", "😂😂"],
    "news": ["RT @marque : découvrez la collection", "La marque ouvre dix magasins https://news.example/a"],
}


def cases(table: dict[str, list[str]]) -> list[object]:
    return [pytest.param(text, id=f"{name}: {text}") for name, texts in table.items() for text in texts]


@pytest.mark.parametrize("text", cases(NEGATIVE))
def test_trouble_is_negative(scorer: Scorer, text: str) -> None:
    assert scorer.score(text).sentiment is Sentiment.NEGATIVE


@pytest.mark.parametrize("text", cases(POSITIVE))
def test_praise_is_positive(scorer: Scorer, text: str) -> None:
    assert scorer.score(text).sentiment is Sentiment.POSITIVE


@pytest.mark.parametrize("text", cases(NEUTRAL))
def test_a_fact_or_a_question_is_neutral(scorer: Scorer, text: str) -> None:
    assert scorer.score(text).sentiment is Sentiment.NEUTRAL


@pytest.mark.parametrize("text", NEGATIVE["irony"])
def test_praise_beside_trouble_is_ironic(scorer: Scorer, text: str) -> None:
    assert scorer.score(text).irony


@pytest.mark.parametrize(
    "text",
    [
        *POSITIVE["trouble that is over"],
        *POSITIVE["contrast"],
        *NEGATIVE["contrast"],
        *NEGATIVE["negation"],
        "Plus d'internet depuis hier, merci de me rappeler",
        "Ma box est en panne, pouvez-vous m'aider ? Merci",
        "Nickel, comme d'habitude",
        "super nul",
    ],
)
def test_thanks_contrast_and_relief_are_not_irony(scorer: Scorer, text: str) -> None:
    assert not scorer.score(text).irony


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("c'est nul", "c'est vraiment nul"),
        ("un peu déçue", "déçue"),
        ("déçue", "très déçue"),
        ("c'est nul", "c'est nul !"),
        ("c'est nul", "c'est nul 😡"),
        ("efficace", "très efficace"),
        ("parfait", "parfait 😍"),
    ],
)
def test_an_intensifier_moves_the_polarity_away_from_zero(scorer: Scorer, weaker: str, stronger: str) -> None:
    assert abs(scorer.score(stronger).polarity) > abs(scorer.score(weaker).polarity)


@pytest.mark.parametrize(
    ("rating", "sentiment"),
    [
        (1, Sentiment.NEGATIVE),
        (2, Sentiment.NEGATIVE),
        (3, Sentiment.NEUTRAL),
        (4, Sentiment.POSITIVE),
        (5.0, Sentiment.POSITIVE),
    ],
)
def test_stars_decide_where_the_words_say_nothing(scorer: Scorer, rating: float, sentiment: Sentiment) -> None:
    assert scorer.score("Commande 42", rating=rating).sentiment is sentiment


@pytest.mark.parametrize("rating", [0, -1, 6, 100, float("nan"), float("inf")])
def test_a_rating_that_is_not_of_1_to_5_stars_is_no_evidence(scorer: Scorer, rating: float) -> None:
    assert scorer.score("Très bon accueil", rating=rating) == scorer.score("Très bon accueil")


@pytest.mark.parametrize("language", ["en", "de", "EN-us", "pt_BR"])
def test_a_text_that_is_not_french_is_neutral_but_for_its_emoji(scorer: Scorer, language: str) -> None:
    plain = scorer.score("bravo, this is super", language=language)
    assert (plain.sentiment, plain.baseline) == (Sentiment.NEUTRAL, 0.0)
    assert plain.confidence <= 0.1
    assert [e.reason for e in plain.evidence] == ["not French: only its emoji were read"]
    assert scorer.score("so bad 😡", language=language).sentiment is Sentiment.NEGATIVE


@pytest.mark.parametrize("language", [None, "fr", "fr-CA", "FR_be", "fra", "und"])
def test_french_and_unknown_languages_are_read(scorer: Scorer, language: str | None) -> None:
    assert scorer.score("bravo", language=language).sentiment is Sentiment.POSITIVE
