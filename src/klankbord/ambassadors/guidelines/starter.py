"""The social media guideline that Klankbord brings along: a draft to talk about, not a law."""

from klankbord.core.guard.finding import Part

TITLE_NL = "Samen online: onze richtlijn voor sociale media"
TITLE_EN = "Together online: our social media guideline"

CLAUSES: tuple[dict[str, str], ...] = (
    {
        "title_nl": "Waarom deze richtlijn, en voor wie",
        "title_en": "Why this guideline, and for whom",
        "text_nl": (
            "Wij vinden het fijn als je online over je werk vertelt. Jij weet het best hoe het"
            " werk echt gaat, en mensen geloven een collega eerder dan een persbericht. Je leert"
            " anderen in je vak kennen en je hoort eerder wat er speelt.\n\n"
            "Deze richtlijn is voor iedereen die bij ons of voor ons werkt. Hij helpt je om zelf"
            " goed te kiezen. Het is geen lijst met verboden."
        ),
        "text_en": (
            "We like it when you talk about your work online. You know best what the work is"
            " really like, and people believe a colleague sooner than a press release. You get"
            " to know others in your field, and you hear earlier what is going on.\n\n"
            "This guideline is for everybody who works with us or for us. It helps you to choose"
            " well yourself. It is not a list of bans."
        ),
        "reason_nl": "Wie weet wat het oplevert, doet met meer plezier en meer aandacht mee.",
        "reason_en": "People who know what they gain take part with more pleasure and more care.",
    },
    {
        "title_nl": "Zeg wie je bent",
        "title_en": "Say who you are",
        "part": Part.WHO_YOU_ARE.value,
        "text_nl": (
            "- **Doe dit:** zeg dat je hier werkt als je over ons of over ons vak schrijft."
            " Bijvoorbeeld: “Ik werk bij de afdeling Groen.”\n"
            "- **Doe dit:** schrijf in de ik-vorm. Dan is duidelijk dat het jouw mening is.\n"
            "- **Doe dit niet:** namens de organisatie spreken als dat niet je taak is, of onder"
            " een andere naam iets goeds over ons schrijven."
        ),
        "text_en": (
            "- **Do:** say that you work here when you write about us or about our field. For"
            " example: “I work at the parks department.”\n"
            "- **Do:** write as “I”. Then it is clear that it is your own opinion.\n"
            "- **Don't:** speak for the organisation if that is not your job, or praise us under"
            " another name."
        ),
        "reason_nl": "Lezers mogen weten wie er praat. Stille reclame schaadt het vertrouwen.",
        "reason_en": "Readers may know who is talking. Hidden praise harms trust in all of us.",
    },
    {
        "title_nl": "Je eigen account is van jou",
        "title_en": "Your own account is yours",
        "text_nl": (
            "Wat je in je vrije tijd op je eigen account doet, is jouw zaak. Je hoeft niets te"
            " delen voor je werk, en niemand vraagt om je wachtwoord of om vrienden te worden.\n\n"
            "Accounts van de organisatie hebben altijd twee beheerders en een tweede stap bij"
            " het inloggen. Ga je weg of krijg je ander werk? Draag het account dan over."
        ),
        "text_en": (
            "What you do on your own account in your own time is up to you. You never have to"
            " share anything for work, and nobody asks for your password or to be your"
            " friend.\n\n"
            "Accounts of the organisation always have two keepers and a second step at sign-in."
            " Are you leaving or changing jobs? Then hand the account over."
        ),
        "reason_nl": "Privé blijft privé, en onze accounts hangen nooit van één persoon af.",
        "reason_en": "Private life stays private, and our accounts never depend on one person.",
    },
    {
        "title_nl": "Wat nooit naar buiten gaat",
        "title_en": "What never goes out",
        "part": Part.NEVER_OUT.value,
        "text_nl": (
            "Deel nooit:\n\n"
            "- gegevens van inwoners, klanten of collega's, ook niet half zichtbaar op een foto"
            " van je scherm;\n"
            "- plannen, cijfers of besluiten die nog niet bekend zijn gemaakt;\n"
            "- wachtwoorden, toegangspassen, plattegronden en andere dingen waarmee iemand naar"
            " binnen kan.\n\n"
            "Twijfel je? Laat het even liggen en vraag het een collega."
        ),
        "text_en": (
            "Never share:\n\n"
            "- data of residents, customers or colleagues, not even half visible on a photo of"
            " your screen;\n"
            "- plans, figures or decisions that have not been made public yet;\n"
            "- passwords, access passes, floor plans and other things that let somebody in.\n\n"
            "Not sure? Let it rest for a while and ask a colleague."
        ),
        "reason_nl": "Anderen vertrouwen ons dit toe, en wat buiten is, komt niet terug.",
        "reason_en": "Others trust us with these things, and what is out does not come back.",
    },
    {
        "title_nl": "Mensen in jouw bericht",
        "title_en": "People in your post",
        "part": Part.PEOPLE.value,
        "text_nl": (
            "Vraag het eerst als iemand herkenbaar op een foto staat of als je iemand noemt. Ook"
            " bij een feestje. Bij kinderen vraag je het de ouders. Zegt iemand later toch liever"
            " niet? Haal het bericht dan weg zonder te vragen waarom."
        ),
        "text_en": (
            "Ask first if somebody can be recognised on a photo or if you name them. At a party,"
            " too. For children you ask the parents. Does somebody change their mind later? Then"
            " take the post down without asking why."
        ),
        "reason_nl": "Iedereen beslist over het eigen gezicht en de eigen naam.",
        "reason_en": "Everybody decides about their own face and their own name.",
    },
    {
        "title_nl": "Werk van anderen en van de computer",
        "title_en": "Work of others and of the computer",
        "text_nl": (
            "Noem de maker als je een tekst, foto of muziek van een ander gebruikt, en gebruik"
            " het alleen als het mag. Heb je een computer een tekst of beeld laten maken? Lees"
            " het na, want jij bent verantwoordelijk, en zeg erbij hoe het gemaakt is als mensen"
            " het anders voor echt houden."
        ),
        "text_en": (
            "Name the maker when you use somebody else's text, photo or music, and use it only"
            " if you may. Did you let a computer make a text or picture? Check it, because you"
            " are responsible, and say how it was made if people could take it for real."
        ),
        "reason_nl": "Makers verdienen hun naam, en lezers mogen weten wat ze zien.",
        "reason_en": "Makers deserve their name, and readers deserve to know what they see.",
    },
    {
        "title_nl": "Blijf in gesprek, ook als het schuurt",
        "title_en": "Keep talking, even when it hurts",
        "text_nl": (
            "- **Doe dit:** blijf vriendelijk, luister, en geef toe als je iets niet weet.\n"
            "- **Doe dit:** stuur een klacht door naar de webcare. Zij antwoorden snel.\n"
            "- **Doe dit niet:** reageren als je boos bent. Slaap er een nacht over.\n\n"
            "Word je bedreigd of uitgescholden? Antwoord niet, bewaar het bericht en bel je"
            " leidinggevende. Wij laten je niet alleen."
        ),
        "text_en": (
            "- **Do:** stay friendly, listen, and admit it when you do not know something.\n"
            "- **Do:** pass a complaint on to the web care team. They answer quickly.\n"
            "- **Don't:** react while you are angry. Sleep on it.\n\n"
            "Are you threatened or abused? Do not answer, keep the message and call your"
            " manager. We do not leave you alone."
        ),
        "reason_nl": "Eén rustig antwoord doet meer voor ons dan tien slimme.",
        "reason_en": "One calm answer does more for us than ten clever ones.",
    },
    {
        "title_nl": "Gaat het mis? Zeg het meteen",
        "title_en": "Something went wrong? Say so at once",
        "text_nl": (
            "Iedereen plaatst wel eens iets waar hij spijt van heeft. Haal het weg, zeg eerlijk"
            " dat het fout was, en bel de afdeling Communicatie. Wie een fout snel meldt, krijgt"
            " hulp en geen verwijt. Zijn er gegevens van mensen uitgelekt? Bel dan ook meteen de"
            " privacy officer."
        ),
        "text_en": (
            "Everybody posts something they regret one day. Take it down, say honestly that it"
            " was wrong, and call the communication department. Whoever reports a mistake"
            " quickly gets help and no blame. Did data about people get out? Then call the"
            " privacy officer at once as well."
        ),
        "reason_nl": "Een fout die je vroeg vertelt, is klein. Angst maakt hem groot.",
        "reason_en": "A mistake that is told early is small. Fear makes it big.",
    },
    {
        "title_nl": "Pers, verkiezingen en crisis",
        "title_en": "Press, elections and crisis",
        "part": Part.PRESS.value,
        "text_nl": (
            "Vraagt een journalist je iets? Verwijs door naar de persvoorlichter; dat is geen"
            " onwil maar een afspraak. Is er een ongeluk of een crisis? Deel dan alleen berichten"
            " van onze officiële kanalen. Je mag politiek actief zijn, maar niet op een account"
            " van de organisatie."
        ),
        "text_en": (
            "Does a journalist ask you something? Pass them on to the press officer; that is not"
            " unwilling but agreed. Is there an accident or a crisis? Then share only messages of"
            " our official channels. You may be active in politics, but not on an account of the"
            " organisation."
        ),
        "reason_nl": "Op spannende momenten hebben mensen één duidelijk en juist verhaal nodig.",
        "reason_en": "In tense moments people need one clear story that is right.",
    },
    {
        "title_nl": "Jouw rechten, en wat wij niet doen",
        "title_en": "Your rights, and what we do not do",
        "text_nl": (
            "Je mag een eigen mening hebben, ook een kritische. Je mag lid zijn van een vakbond en"
            " dat laten zien. Na werktijd hoef je niets te lezen of te delen. Een misstand meld"
            " je bij een vertrouwenspersoon of het meldpunt; de wet beschermt je dan.\n\n"
            "Wij luisteren naar onderwerpen, niet naar jou. Wij houden geen lijst bij van wat"
            " medewerkers plaatsen. In Klankbord zie je zelf wat er van jou te zien is."
        ),
        "text_en": (
            "You may have your own opinion, a critical one too. You may be in a union and show"
            " it. After work you do not have to read or share anything. You report wrongdoing to"
            " a confidential adviser or the reporting point; the law then protects you.\n\n"
            "We listen to subjects, not to you. We keep no list of what employees post. In"
            " Klankbord you can see for yourself what can be seen of you."
        ),
        "reason_nl": "Een richtlijn die alleen vraagt en niets geeft, is geen afspraak.",
        "reason_en": "A guideline that only asks and gives nothing is not an agreement.",
    },
)
