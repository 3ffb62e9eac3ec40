"""Words of a rule are found in a text however people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialcare.routing.finder import Finder, Sought, told
from socialcare.routing.phrases import letters
from socialcare.routing.words import plain


def found(text: str, *words: str, excepts: tuple[str, ...] = ()) -> tuple[str, ...]:
    spans = Finder({"list": Sought(words=words, excepts=excepts)}).find(text).get("list", ())
    return told(text, spans)


@pytest.mark.parametrize(
    ("word", "text", "words"),
    [
        ("colis", "Mon colis est perdu", ("colis",)),
        ("colis", "MON COLIS !!", ("COLIS",)),
        ("colis", "mon coliiiiis", ("coliiiiis",)),
        ("colis", "mes coliss", ()),
        ("remboursé", "pas REMBOURSE", ("REMBOURSE",)),
        ("rembourse", "pas encore remboursé", ("remboursé",)),
        ("rembourse", "pas rembourse\u0301", ("rembourse\u0301",)),
        ("colis", "mon co\u200blis", ("co\u200blis",)),
        ("œdème", "un oedeme", ("oedeme",)),
        ("oedeme", "un Œdème", ("Œdème",)),
        ("j'adore", "j’adore ça", ("j’adore",)),
        ("allergie", "l'allergie", ("allergie",)),
        ("point relais", "au Point  relais", ("Point  relais",)),
        ("point relais", "au point-relais", ("point-relais",)),
        ("point relais", "un bon point. Relais perdu", ()),
        ("point relais", "un point de relais", ()),
        ("livr*", "livreur ou livraison", ("livreur", "livraison")),
        ("livr*", "délivré", ()),
        ("gagne* de l'argent", "gagnez de l’argent", ("gagnez de l’argent",)),
        ("service client", "#ServiceClient nul", ("ServiceClient",)),
        ("serviceclient", "#ServiceClient nul", ("ServiceClient",)),
        ("service client", "#service_client nul", ("service_client",)),
        ("client", "#ServiceClient nul", ("Client",)),
        ("colis", "voir https://exemple.fr/colis", ()),
        ("colis", "voir www.exemple.fr/colis et mon colis", ("colis",)),
        ("S.A.V", "le s.a.v. dort", ("s.a.v",)),
        ("colis", "", ()),
    ],
)
def test_a_word_is_found_as_people_write_it(word: str, text: str, words: tuple[str, ...]) -> None:
    assert found(text, word) == words


def test_an_exception_takes_the_whole_list_back() -> None:
    assert found("le colis et ma carte de livraison", "colis", excepts=("carte de livraison",)) == ()
    assert found("le colis et ma carte", "colis", excepts=("carte de livraison",)) == ("colis",)


def test_a_flood_of_words_is_told_by_the_first_ones() -> None:
    words = found(" ".join(f"livr{n}{'ab' * 50}" for n in range(1000)), "livr*")
    assert len(words) == 5
    assert max(map(len, words)) == 60


@pytest.mark.parametrize(("phrase", "expected"), [("é", 1), ("rt", 2), ("a*", 1), ("😡", 0), ("l'eau", 4), ("", 0)])
def test_letters_are_counted_without_marks(phrase: str, expected: int) -> None:
    assert letters(phrase) == expected


@given(st.text())
def test_a_plain_word_stays_plain(word: str) -> None:
    assert plain(plain(word)) == plain(word)


@given(st.text(max_size=200))
def test_any_text_is_searched(text: str) -> None:
    assert all(word in text for word in found(text, "a*", "le", "e e", excepts=("zz",)))


@given(
    word=st.sampled_from(["remboursé", "n'a pas été livré", "œdème", "cœur brisé", "point relais"]),
    case=st.sampled_from([str, str.upper, str.title, str.lower]),
    form=st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]),
    apostrophe=st.sampled_from("'’‘ʼ"),
    around=st.sampled_from(["{}", "« {} »", "({})", "😡{}😡", "{}…", "@marque {}!!!", "l'{}"]),
)
def test_case_accents_and_apostrophes_make_no_difference(
    word: str, case: type[str], form: str, apostrophe: str, around: str
) -> None:
    text = around.format(unicodedata.normalize(form, case(word).replace("'", apostrophe)))  # type: ignore[arg-type]
    assert len(found(text, word)) == 1
