"""Words that show what somebody wants with a text, in five languages.

Each line is a pattern over the plain form of a text (`plain`): small letters, signs apart.
"""

import re
from functools import cache
from typing import Final

QUESTION, COMPLAINT, PRAISE, SUGGESTION, CLAIM, SPAM, PERSON = (
    "question", "complaint", "praise", "suggestion", "claim", "spam", "person"
)  # fmt: skip

# ruff: noqa: E501  # a line is a list of words
_CUES: Final[dict[str, dict[str, str]]] = {
    "en": {
        QUESTION: r"(who|what|when|where|why|how|which|is|are|can|could|do|does|did|will|would|any(one|body))(?= .*\?)|(does|do) any(one|body) know|please (tell|advise)",
        COMPLAINT: r"wait(ed|ing)? (for )?(over |more than )?\d+|(still|been) (waiting|no)|on hold|hung up|never again|no (response|reply|answer|help|one)|not (work|working|helpful|acceptable|happy)|(doesn|don|won|can|didn|isn|wasn) ' t|delay(s|ed)?|late(ly)? again|cancel(l?ed|ling)?|broken|lost my|refund|overcharged|rude|worst|terrible|horrible|awful|unacceptable|disappoint(ed|ing|ment)?|disgrace(ful)?|poor (service|customer)|customer service|ridiculous|useless|fix (this|your|it)|complain(t|ts|ing)?|stuck|stranded|missed|ruined|joke|fail(s|ed)?|why (is|are|can|do|does|did|won|am|have|has)",
        PRAISE: r"thank(s| you)?|thx|great (job|work|service|crew|flight)|well done|kudos|shout ?out|(you|u) (guys )?(rock|rule)|appreciate|awesome|amazing|excellent|best|love(d)?|impressed|perfect",
        SUGGESTION: r"(you|they|we) should|should (have|be|add|offer)|would be (nice|great|better|good)|(please|pls) (add|consider|bring|make|allow)|why not|how about|suggest(ion)?|idea :|feature request|i wish (you|there)",
        CLAIM: r"rumou?rs?|allegedly|reportedly|unconfirmed|is it true|(is )?this true|i heard|they say|hoax|fake|debunked|sources? (say|claim)|claims? that|according to",
        SPAM: r"check (out|my)|subscribe|follow (me|back)|click (here|the|on)|free (gift|money|iphone|followers)|giveaway|win (a|an|free)|earn (money|\$)|make money|work from home|my (channel|video|page)|promo code|buy now|limited offer|dm (me|us) for",
        PERSON: r"you|your|u|ur|he|she|him|her|they|them",
    },
    "nl": {
        QUESTION: r"(wie|wat|wanneer|waar|waarom|hoe|welke?|is|zijn|kan|kunnen|kun|mag|heeft|hebben|weet|weten|gaat|komt|zou)(?= .*\?)|weet iemand|iemand een idee|graag (uitleg|antwoord)",
        COMPLAINT: r"al \d+ (uur|dagen?|weken?|maanden?|minuten)|(nog )?steeds (geen|niet)|wacht(en)? (al|nu)|geen (reactie|antwoord|gehoor|hulp)|werkt (weer |nog )?niet|doet het niet|te laat|vertrag(ing|ingen|d)|uitgevallen|kapot|stuk|klacht(en)?|klagen|slecht(e)?|waardeloos|schandalig|belachelijk|onacceptabel|teleurgesteld|teleurstellend|nooit meer|onbeschoft|onbereikbaar|geld terug|niet (bereikbaar|opgelost|normaal|te doen)|alweer|wat een (drama|ramp|puinhoop|service)|overlast|waarom (is|zijn|kan|kunnen|wordt|moet|doen|doet)",
        PRAISE: r"dank(je|jullie| je| u|zij)?|bedankt|complimenten|compliment|top(per|pers)?|goed (gedaan|bezig|geholpen)|super|geweldig|fantastisch|fijn(e)?|blij (met|dat|mee)|prachtig|mooi(e)?|hulde|chapeau|lof|tevreden|netjes",
        SUGGESTION: r"(jullie|u|je|ze|men) (zou|zouden|kunt|kunnen)|zou (fijn|mooi|handig|goed|beter|leuk) zijn|(misschien|wellicht) (een )?(idee|kunnen)|idee :|tip :|waarom niet|voorstel|suggestie|kunnen (we|jullie) niet|graag (meer|een)",
        CLAIM: r"gerucht(en)?|naar verluidt|schijn(t|baar)|klopt het dat|is (het|dit) waar|ik hoor(de)? dat|ze zeggen|volgens (mij )?(bronnen|insiders)|nepnieuws|beweert|beweren|zou(den)? (gaan|worden|hebben)|onbevestigd|men zegt",
        SPAM: r"klik (hier|op)|volg (mij|me)|gratis (iphone|geld|cadeau)|win (een|nu|deze)|winactie|verdien (geld|snel)|kortingscode|mijn (kanaal|video|pagina)|bestel nu|abonneer|actie geldig|check (mijn|deze)",
        PERSON: r"je|jij|jou|jouw|jullie|u|uw|hij|zij|hem|haar|ze|die",
    },
    "de": {
        QUESTION: r"(wer|was|wann|wo|warum|wieso|wie|welche[rs]?|ist|sind|kann|können|gibt|hat|habt|weiß)(?= .*\?)|weiß jemand|hat jemand",
        COMPLAINT: r"seit \d+ (stunden?|tagen?|wochen?|monaten?|minuten)|immer noch (kein|nicht)|keine? (antwort|reaktion|hilfe)|funktioniert (wieder |immer )?nicht|geht (wieder )?nicht|verspätung(en)?|verspätet|ausgefallen|kaputt|beschwerden?|schlecht(e[rs]?)?|schrecklich|unverschämt|unfassbar|nie wieder|enttäuscht|enttäuschend|katastrophe|frech(heit)?|peinlich|geld zurück|unfreundlich|nicht erreichbar|sauerei|warum (ist|sind|kann|wird|geht)",
        PRAISE: r"danke(schön)?|vielen dank|super|toll(e[rs]?)?|klasse|großartig|gut gemacht|weiter so|lob|zufrieden|spitze|perfekt|freue? mich",
        SUGGESTION: r"(ihr|sie|man) (solltet|sollte|sollten|könntet|könnte|könnten)|wäre (schön|gut|besser|toll)|vorschlag|wie wäre es|bitte (mehr|macht|führt)|warum nicht|idee :",
        CLAIM: r"gerüchte?n?|angeblich|anscheinend|stimmt es|ist das wahr|habe gehört|soll(en)? (angeblich)|laut (quellen|medien|bericht(en)?)|fake ?news|unbestätigt|behauptet|behaupten|offenbar",
        SPAM: r"klick(e|t)? (hier|auf)|folg(e|t) mir|gratis|gewinnspiel|gewinne|rabattcode|mein(en)? kanal|jetzt (kaufen|bestellen)|abonnier(e|t)|verdiene geld",
        PERSON: r"du|dich|dir|dein(e|en)?|ihr|euch|sie|ihm|er",
    },
    "fr": {
        QUESTION: r"(qui|que|quoi|quand|où|pourquoi|comment|quelle?s?|combien|est|peut|pouvez|avez|savez)(?= .*\?)|est - ce que|quelqu ' un (sait|connaît)",
        COMPLAINT: r"depuis \d+ (heures?|jours?|semaines?|mois|minutes?)|toujours (pas|aucun)|aucune? (réponse|aide|nouvelle)|(ne )?(marche|fonctionne) (plus|pas)|retards?|annulée?s?|en panne|cassée?|plainte|réclamation|mauvaise?|nul(le)?s?|honte(ux|use)?|scandale(ux|use)?|inadmissible|inacceptable|plus jamais|déçue?s?|décevante?|catastrophe|rembours(er|ement|ez)|injoignables?|n ' importe quoi|ras le bol|marre|pourquoi (est|sont|il|vous|le|la|les)",
        PRAISE: r"merci|bravo|félicitations|super|génial(e)?|excellente?|top|parfait(e)?|magnifique|j ' adore|content(e)?|satisfait(e)?|chapeau",
        SUGGESTION: r"(vous|il|on) (devriez|devrait|pourriez|pourrait|faudrait)|serait (bien|mieux|sympa|bon)|suggestion|proposition|pourquoi pas|et si|idée :",
        CLAIM: r"rumeurs?|apparemment|il paraît|paraît - il|selon (des |les )?sources|est - ce vrai|c ' est vrai|j ' ai entendu|non confirmée?|intox|prétend(ent)?|soi - disant|affirme(nt)? que",
        SPAM: r"cliquez|abonne(z|toi)?|gratuite?(ment)?|gagnez|jeu concours|code promo|ma (chaîne|vidéo|page)|achetez|suivez( -)? moi",
        PERSON: r"tu|toi|ton|ta|tes|vous|votre|vos|il|elle|ils|lui",
    },
    "es": {
        QUESTION: r"(quién(es)?|qué|cuándo|dónde|por qué|cómo|cuál(es)?|cuánto|es|puede|pueden|hay|sabe|saben|tienen)(?= .*\?)|alguien sabe|¿",
        COMPLAINT: r"(llevo|hace) \d+ (horas?|días?|semanas?|meses|minutos)|(todavía|aún|sigue|siguen) (no|sin)|sin (respuesta|solución|servicio)|no (funciona|sirve|responden|contestan)|retrasos?|retrasado|cancelad[oa]s?|rot[oa]|averiad[oa]|queja|reclamación|reclamo|mal[oa]?|pésim[oa]|horrible|vergüenza|inaceptable|nunca más|decepcionad[oa]|decepción|desastre|devolución|robo|estafa|hart[oa]|por qué (no|está|están|se)",
        PRAISE: r"gracias|felicidades|enhorabuena|excelente|genial|buen (trabajo|servicio)|bravo|increíble|perfecto|me encanta|content[oa]|satisfech[oa]",
        SUGGESTION: r"(deberían|deberían|debería|podrían|podría)|sería (bueno|mejor|genial|ideal)|sugerencia|propuesta|por qué no|y si|idea :",
        CLAIM: r"rumor(es)?|al parecer|aparentemente|supuestamente|según (fuentes|dicen)|es (verdad|cierto)|dicen que|he oído|sin confirmar|bulo|falso|afirman? que|presunt[oa]",
        SPAM: r"haz clic|suscríbe(te|nse)|gratis|gana(r)? (dinero|un)|sorteo|código (promocional|de descuento)|mi (canal|video|página)|compra ya|sígueme",
        PERSON: r"tú|tu|tus|te|ti|usted(es)?|él|ella|ellos|vos|le|les",
    },
}  # fmt: skip


@cache
def cues_of(language: str) -> dict[str, re.Pattern[str]]:
    """Patterns of a language by what they show; empty where we know none."""
    return {
        name: re.compile(rf"(?<= )(?:{words})(?= )")
        for name, words in _CUES.get(language, {}).items()
    }
