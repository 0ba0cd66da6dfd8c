"""The social media guideline that Klankbord brings along: a draft to talk about, not a law.

Fourteen parts. The English titles name the situations that belong to each clause.
"""

from klankbord.core.guard.finding import Part

TITLE_NL = "Samen online: onze richtlijn voor sociale media"
TITLE_EN = "Together online: our social media guideline"

CLAUSES: tuple[dict[str, str], ...] = (
    {
        "title_nl": "Waarom deze richtlijn, en voor wie",
        "title_en": "Why this guideline, and for whom",
        "text_nl": (
            "Wij vinden het fijn als je online over je werk vertelt. Deze richtlijn helpt je"
            " om daarbij zelf goed te kiezen. Het is geen lijst met verboden.\n\n"
            "Hij is voor iedereen die bij ons of voor ons werkt. Dus ook voor stagiairs,"
            " uitzendkrachten en vrijwilligers. Hij gaat over alles wat anderen kunnen lezen,"
            " zien of horen. Ook een groep met veel leden hoort daarbij."
        ),
        "text_en": (
            "We like it when you talk about your work online. This guideline helps you to"
            " choose well yourself. It is not a list of bans.\n\n"
            "It is for everybody who works with us or for us. So for trainees, agency workers"
            " and volunteers, too. It is about everything that others can read, see or hear. A"
            " group with many members belongs to that, too."
        ),
        "reason_nl": "Wie weet waar het over gaat en voor wie, hoeft niet te gissen.",
        "reason_en": "Who knows what it is about and for whom does not have to guess.",
    },
    {
        "title_nl": "Wat het jou en ons oplevert",
        "title_en": "What you and we gain",
        "text_nl": (
            "- **Voor jou:** je leert anderen in je vak kennen en krijgt antwoord op vragen."
            " Mensen zien waar je goed in bent.\n"
            "- **Voor mensen buiten:** zij horen van een collega hoe het werk echt gaat.\n"
            "- **Voor ons:** wij horen eerder wat er speelt en waar het misgaat.\n\n"
            "Meedoen mag, maar hoeft niet. Doe je niet mee, dan heeft dat geen gevolgen voor"
            " je werk of je beoordeling."
        ),
        "text_en": (
            "- **For you:** you get to know others in your field, you get answers to"
            " questions, and people see what you are good at.\n"
            "- **For people outside:** they hear from a colleague what the work is really"
            " like.\n"
            "- **For us:** we hear earlier what is going on and where things go wrong.\n\n"
            "You may take part, but you do not have to. If you do not, that changes nothing in"
            " your job or your appraisal."
        ),
        "reason_nl": "Wie weet wat het oplevert, doet met meer plezier en meer aandacht mee.",
        "reason_en": "People who know what they gain take part with more pleasure and more care.",
    },
    {
        "title_nl": "Je eigen account is van jou",
        "title_en": "Your own account is yours",
        "text_nl": (
            "Wat je in je vrije tijd op je eigen account doet, is jouw zaak. Je hoeft niets te"
            " delen voor je werk. Niemand vraagt om je wachtwoord of om vrienden te worden.\n\n"
            "Accounts van de organisatie hebben altijd twee beheerders en een tweede stap bij"
            " het inloggen. Gebruik er een adres van het werk voor, niet dat van jezelf. Ga je"
            " weg of krijg je ander werk? Draag het account dan over."
        ),
        "text_en": (
            "What you do on your own account in your own time is up to you. You never have to"
            " share anything for work. Nobody asks for your password or to be your friend.\n\n"
            "Accounts of the organisation always have two keepers and a second step at sign-"
            "in. Use an address of work for them, not your own. Are you leaving or changing"
            " jobs? Then hand the account over."
        ),
        "reason_nl": "Privé blijft privé, en onze accounts hangen nooit van één persoon af.",
        "reason_en": "Private life stays private, and our accounts never depend on one person.",
    },
    {
        "title_nl": "Zeg wie je bent",
        "title_en": "Say who you are",
        "part": Part.WHO_YOU_ARE.value,
        "text_nl": (
            "- **Doe dit:** zeg dat je hier werkt als je over ons of over ons vak schrijft."
            " Bijvoorbeeld: “Ik werk bij de afdeling Groen.”\n"
            "- **Doe dit:** schrijf in de ik-vorm. Dan is duidelijk dat het jouw mening is.\n"
            "- **Doe dit:** zeg het erbij als je iets kreeg voor je bericht, zoals een product"
            " of een kaartje.\n"
            "- **Doe dit niet:** namens de organisatie spreken als dat niet je taak is.\n"
            "- **Doe dit niet:** onder een andere naam iets goeds over ons schrijven."
        ),
        "text_en": (
            "- **Do:** say that you work here when you write about us or about our field. For"
            " example: “I work at the parks department.”\n"
            "- **Do:** write as “I”. Then it is clear that it is your own opinion.\n"
            "- **Do:** say so when you got something for your post, such as a product or a"
            " ticket.\n"
            "- **Don't:** speak for the organisation if that is not your job.\n"
            "- **Don't:** praise us under another name."
        ),
        "reason_nl": "Lezers mogen weten wie er praat. Stille reclame schaadt het vertrouwen.",
        "reason_en": "Readers may know who is talking. Hidden praise harms trust in all of us.",
    },
    {
        "title_nl": "Wat nooit naar buiten gaat",
        "title_en": "What never goes out",
        "part": Part.NEVER_OUT.value,
        "text_nl": (
            "Deel nooit:\n\n"
            "- gegevens van inwoners, klanten, patiënten, leerlingen of collega's. Ook niet"
            " half zichtbaar op een foto van je scherm;\n"
            "- plannen, cijfers of besluiten die nog niet bekend zijn gemaakt;\n"
            "- wachtwoorden, toegangspassen, plattegronden en andere dingen waarmee iemand"
            " naar binnen kan.\n\n"
            "Dit mag wel: alles wat al op onze website staat, en hoe jij je werk beleeft."
            " Twijfel je? Laat het even liggen en vraag het een collega."
        ),
        "text_en": (
            "Never share:\n\n"
            "- data of residents, customers, patients, pupils or colleagues. Not even half"
            " visible on a photo of your screen;\n"
            "- plans, figures or decisions that have not been made public yet;\n"
            "- passwords, access passes, floor plans and other things that let somebody in.\n\n"
            "This you may share: everything that is on our website already, and what your work"
            " is like for you. Not sure? Let it rest for a while and ask a colleague."
        ),
        "reason_nl": "Anderen vertrouwen ons dit toe, en wat buiten is, komt niet terug.",
        "reason_en": "Others trust us with these things, and what is out does not come back.",
    },
    {
        "title_nl": "Mensen in jouw bericht",
        "title_en": "People in your post",
        "part": Part.PEOPLE.value,
        "text_nl": (
            "Vraag het eerst als iemand herkenbaar op een foto of filmpje staat, of als je"
            " iemand noemt. Ook bij een feestje. Bij kinderen vraag je het de ouders. Zegt"
            " iemand later toch liever niet? Haal het bericht dan weg zonder te vragen waarom.\n\n"
            "Kun je het niet vragen? Kies dan een beeld van achteren, van ver weg of van het"
            " werk zelf."
        ),
        "text_en": (
            "Ask first if somebody can be recognised on a photo or in a film, or if you name"
            " them. At a party, too. For children you ask the parents. Does somebody change"
            " their mind later? Then take the post down without asking why.\n\n"
            "Can you not ask? Then choose a picture from behind, from far off or of the work"
            " itself."
        ),
        "reason_nl": "Iedereen beslist over het eigen gezicht en de eigen naam.",
        "reason_en": "Everybody decides about their own face and their own name.",
    },
    {
        "title_nl": "Werk van anderen en van de computer",
        "title_en": "Work of others and of the computer",
        "text_nl": (
            "Noem de maker als je een tekst, foto of muziek van een ander gebruikt. Gebruik"
            " het alleen als de maker het goed vindt, of als de licentie het toestaat. Delen"
            " met de deelknop van het platform mag altijd.\n\n"
            "Heb je een computer een tekst of beeld laten maken? Lees het na: jij bent"
            " verantwoordelijk voor wat erin staat. Zeg erbij hoe het gemaakt is als mensen het"
            " anders voor echt houden. Geef een chatbot geen gegevens die binnen moeten"
            " blijven."
        ),
        "text_en": (
            "Name the maker when you use somebody else's text, photo or music. Use it only if"
            " the maker agrees or the licence allows it. You may always share with the share"
            " button of the platform.\n\n"
            "Did you let a computer make a text or picture? Check it: you are responsible for"
            " what it says. Say how it was made if people could take it for real. Do not give a"
            " chatbot data that has to stay inside."
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
            "- **Doe dit niet:** reageren als je boos bent. Slaap er een nacht over.\n"
            "- **Doe dit niet:** iemand uitschelden, of grappen maken over afkomst, geloof,"
            " lichaam of geaardheid.\n\n"
            "Word je bedreigd of uitgescholden? Antwoord niet, bewaar het bericht en bel je"
            " leidinggevende. Wij laten je niet alleen en helpen je bij een aangifte."
        ),
        "text_en": (
            "- **Do:** stay friendly, listen, and admit it when you do not know something.\n"
            "- **Do:** pass a complaint on to the web care team. They answer quickly.\n"
            "- **Don't:** react while you are angry. Sleep on it.\n"
            "- **Don't:** call people names, or joke about where they come from, their belief,"
            " their body or whom they love.\n\n"
            "Are you threatened or abused? Do not answer, keep the message and call your"
            " manager. We do not leave you alone, and we help you if you go to the police."
        ),
        "reason_nl": "Eén rustig antwoord doet meer voor ons dan tien slimme.",
        "reason_en": "One calm answer does more for us than ten clever ones.",
    },
    {
        "title_nl": "Gaat het mis? Zeg het meteen",
        "title_en": "Something went wrong? Say so at once",
        "text_nl": (
            "Iedereen plaatst wel eens iets waar hij spijt van heeft. Doe dan dit:\n\n"
            "1. haal het weg;\n"
            "2. zeg eerlijk dat het fout was;\n"
            "3. bel de afdeling Communicatie.\n\n"
            "Wie een fout snel meldt, krijgt hulp en geen verwijt. Zijn er gegevens van mensen"
            " uitgelekt? Bel dan ook meteen de privacy officer. Die moet een datalek soms"
            " binnen 72 uur melden."
        ),
        "text_en": (
            "Everybody posts something they regret one day. Then do this:\n\n"
            "1. take it down;\n"
            "2. say honestly that it was wrong;\n"
            "3. call the communication department.\n\n"
            "Who reports a mistake quickly gets help and no blame. Did data about people get"
            " out? Then call the privacy officer at once as well. A data breach must sometimes"
            " be reported within 72 hours."
        ),
        "reason_nl": "Een fout die je vroeg vertelt, is klein. Angst maakt hem groot.",
        "reason_en": "A mistake that is told early is small. Fear makes it big.",
    },
    {
        "title_nl": "Pers, verkiezingen en crisis",
        "title_en": "Press, elections and crisis",
        "part": Part.PRESS.value,
        "text_nl": (
            "- **Pers:** vraagt een journalist je iets? Verwijs door naar de persvoorlichter."
            " Dat is geen onwil maar een afspraak.\n"
            "- **Politiek:** je mag politiek actief zijn. Doe dat op je eigen account, nooit"
            " op een account van de organisatie.\n"
            "- **Crisis:** is er een ongeluk of een ramp? Deel dan alleen berichten van onze"
            " officiële kanalen."
        ),
        "text_en": (
            "- **Press:** does a journalist ask you something? Pass them on to the press"
            " officer. That is not unwilling but agreed.\n"
            "- **Politics:** you may be active in politics. Do so on your own account, never"
            " on an account of the organisation.\n"
            "- **Crisis:** is there an accident or a disaster? Then share only messages of our"
            " official channels."
        ),
        "reason_nl": "Op spannende momenten hebben mensen één duidelijk en juist verhaal nodig.",
        "reason_en": "In tense moments people need one clear story that is right.",
    },
    {
        "title_nl": "Jouw rechten",
        "title_en": "Your rights",
        "text_nl": (
            "- **Mening:** je mag een eigen mening hebben en geven, ook een kritische over"
            " ons.\n"
            "- **Vakbond:** je mag lid zijn van een vakbond en dat laten zien.\n"
            "- **Misstand:** een misstand meld je bij een vertrouwenspersoon of het meldpunt,"
            " binnen of buiten. De wet beschermt je dan.\n"
            "- **Rust:** na werktijd hoef je niets te lezen, te delen of te beantwoorden.\n\n"
            "Deze richtlijn neemt geen van deze rechten weg."
        ),
        "text_en": (
            "- **Opinion:** you may have and give your own opinion, also a critical one about"
            " us.\n"
            "- **Union:** you may be in a union and show it.\n"
            "- **Wrongdoing:** you report wrongdoing to a confidential adviser or a reporting"
            " point, inside or outside. The law then protects you.\n"
            "- **Rest:** after work you do not have to read, share or answer anything.\n\n"
            "This guideline takes none of these rights away."
        ),
        "reason_nl": "Een richtlijn die alleen vraagt en niets geeft, is geen afspraak.",
        "reason_en": "A guideline that only asks and gives nothing is not an agreement.",
    },
    {
        "title_nl": "Waar wij wel en niet naar kijken",
        "title_en": "What we look at, and what we do not",
        "text_nl": (
            "Wij luisteren naar onderwerpen, niet naar jou. Wij houden geen lijst bij van wat"
            " medewerkers plaatsen. Niemand krijgt punten of een plek op een ranglijst. Wat je"
            " aan “Kan ik dit plaatsen?” laat zien, wordt niet bewaard.\n\n"
            "Wij zien wel wat iedereen kan zien: openbare berichten die over ons gaan. Namen"
            " van collega's maken wij daarin onleesbaar, tenzij je zelf anders kiest. In"
            " Klankbord zie je wat er van jou te zien is, door wie en sinds wanneer. De"
            " ondernemingsraad kan dat controleren."
        ),
        "text_en": (
            "We listen to subjects, not to you. We keep no list of what employees post. Nobody"
            " gets points or a place in a ranking. What you show to “Can I post this?” is not"
            " kept.\n\n"
            "We do see what everybody can see: public posts that are about us. We mask names"
            " of colleagues in them, unless you choose otherwise. In Klankbord you see what can"
            " be seen of you, by whom and since when. The works council can check that."
        ),
        "reason_nl": "Je praat vrijer als je weet wie er meeleest.",
        "reason_en": "You speak more freely when you know who is listening.",
    },
    {
        "title_nl": "Waar je terechtkunt",
        "title_en": "Where to ask",
        "text_nl": (
            "- **Een vraag over een bericht?** Vraag het de afdeling Communicatie. Of vraag"
            " het de collega die bij een afspraak genoemd staat.\n"
            "- **Een fout of een lek?** Bel de afdeling Communicatie en de privacy officer."
            " Dat mag dag en nacht.\n"
            "- **Word je gepest of bedreigd, of zie je iets dat niet klopt?** Praat met een"
            " vertrouwenspersoon.\n"
            "- **Een vraag over je rechten?** Ga naar de ondernemingsraad of je vakbond.\n\n"
            "Zet hier de nummers van je eigen organisatie bij."
        ),
        "text_en": (
            "- **A question about a post?** Ask the communication department. Or ask the"
            " colleague who is named with an agreement.\n"
            "- **A mistake or a leak?** Call the communication department and the privacy"
            " officer. You may do so day and night.\n"
            "- **Are you bullied or threatened, or do you see something that is not right?**"
            " Talk to a confidential adviser.\n"
            "- **A question about your rights?** Go to the works council or your union.\n\n"
            "Add the phone numbers of your own organisation here."
        ),
        "reason_nl": "Wie snel iemand vindt, vraagt het ook echt.",
        "reason_en": "People who find somebody quickly do ask.",
    },
    {
        "title_nl": "Versie, instemming en herziening",
        "title_en": "Version, consent and review",
        "text_nl": (
            "Deze tekst is gemaakt met collega's en met de ondernemingsraad. Bovenaan staat"
            " welke versie dit is en sinds wanneer hij geldt. Daar staat ook wie instemde met"
            " welke woorden.\n\n"
            "Elke afspraak heeft een eigenaar en een datum waarop wij er opnieuw naar kijken."
            " Verandert een afspraak? Dan vragen wij je alleen die ene opnieuw te lezen. Heb je"
            " een beter idee? Zeg het tegen de eigenaar."
        ),
        "text_en": (
            "This text was made with colleagues and with the works council. At the top you see"
            " which version this is and since when it holds. It also says who agreed to which"
            " words.\n\n"
            "Each agreement has an owner and a date on which we look at it again. Does an"
            " agreement change? Then we ask you to read only that one again. Do you have a"
            " better idea? Tell the owner."
        ),
        "reason_nl": "Een afspraak blijft goed als iemand ervoor zorgt.",
        "reason_en": "An agreement stays good when somebody takes care of it.",
    },
)
