"""Words that hold a sentence together and name nothing, folded; those of three letters and more."""

from typing import Final

_DUTCH: Final = """
    aan alle alleen als altijd ander andere anders bij ben bent binnen daar daarom dan dat deze
    die dit doen door dus echt een eens eerst elke even gaan gaat geen gewoon had hadden heb
    hebben hebt heeft heel hem het hier hij hoe hun iets iedereen iemand jij jou jouw jullie kan
    komt kon kunnen maar maken mag meer men met mij mijn moest moet moeten naar net niemand niet
    niets nog nooit nou ons onze ook omdat onder over samen sinds staat steeds toch toen tot
    tussen uit van vaak veel via voor waar waarom wanneer want waren was wat weer wel werd wie
    wij wil willen worden wordt zal zei zelf zich zijn zit zou zouden zoals zonder
"""
_ENGLISH: Final = """
    about after again all also always and another any anyone are back because been before being
    both but can could did does doing down each even ever every few for from get gets getting
    give goes going gone got had has have having her here him his how into its just know let
    like made make many may maybe more most much must never not nothing now off once one only
    other our out over own really same say says see she should since some still such take than
    that the their them then there these they thing things this those though through too two
    under until upon very want was way well were what when where which while who why will with
    without would yes yet you your
"""
_GERMAN: Final = """
    aber alle allem allen aller als also andere auch auf aus bei bin bis bist dann das dass dem
    den denn der des dies diese dieser doch dort durch ein eine einem einen einer eines einfach
    etwas euch euer fur gegen gibt habe haben hat hatte hier ich ihm ihn ihr ihre immer ist jede
    jetzt kann kein keine konnen mal man mehr mein mich mir mit muss nach nicht nichts noch nun
    nur oder ohne schon sehr sein seine sich sie sind uber und uns unser unter viel vom von vor
    war waren warum was weil wenn wer werden wie wieder will wir wird wirklich wurde zum zur
    zwischen
"""
_FRENCH: Final = """
    afin ainsi alors apres aussi autre aux avant avec avez avoir avons bien car ceci cela celle
    celui ces cet cette chez comme comment dans deja depuis des deux donc dont elle elles encore
    entre est etait etre eux faire fait font ici ils jamais les leur leurs lui mais meme mes moi
    moins mon notre nous ont par parce pas peu peut plus pour pourquoi quand que quel quelle qui
    quoi rien sans ses son sont sous sur tous tout toute toutes tres trop une vos votre vous
"""
_SPANISH: Final = """
    ahora algo alguien antes aqui asi aunque bien cada como con contra cual cuando cuanto del
    desde donde dos ella ellas ellos entre era esa ese eso esta estaba estan estar este esto
    estos fue hace hacer han hasta hay las les los mas menos mis mismo mucho muy nada nadie nos
    nosotros nuestra nuestro nunca otra otro para pero poco por porque puede pues que quien ser
    sea sido siempre sin sobre solo son sus tambien tan tanto tiene tener todo todos una unas
    uno unos usted vez
"""
SMALL_WORDS: Final = frozenset(
    word for language in (_DUTCH, _ENGLISH, _GERMAN, _FRENCH, _SPANISH) for word in language.split()
)
