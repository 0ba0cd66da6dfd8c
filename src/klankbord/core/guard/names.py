"""First names and surnames that people in the Low Countries bear, as far as they are no words."""

from typing import Final

FIRST_NAMES: Final = frozenset(
    """
    Aad Aafke Aaltje Abdel Abdullah Adam Adriaan Adriana Agnes Ahmed Aicha Albert Aleida
    Alexander Ali Alice Alie Amber Amina Amir Ana Andrea Andreas Andrew Andries Angela Angelique
    Anita Anja Anke Ann Anna Anne Anneke Annelies Annemarie Annemiek Annette Anouk Anthony
    Antoinette Anton Antonio Ariane Arie Arjan Arjen Arno Arnold Arthur Astrid Aukje Ayoub Ayse
    Barbara Bart Bas Bastiaan Beatrijs Ben Benjamin Benny Berend Bernard Bert Bianca Birgit
    Bjorn Bob Boris Bouke Bram Brenda Brian Brigitte Bruno Carel Carla Carlo Carlos Carmen
    Carolien Caroline Catharina Catherine Cees Celine Charlotte Chris Christiaan Christina
    Christine Christophe Clara Claudia Coen Corine Cornelia Cornelis Corrie Cynthia Daan Damian
    Daniel Danielle Danny Daphne David Debbie Deborah Demi Denise Dennis Derek Derk Diana Dick
    Diederik Diego Dieter Dilan Dimitri Dirk Dominique Donald Dorien Eduard Edwin Eefje Elena
    Eline Elisabeth Elizabeth Ella Ellen Elly Els Elsbeth Emile Emily Emma Emre Eric Erik Erwin
    Esmee Esther Eva Evelien Evert Fabian Fatima Fatma Feike Felix Femke Fenna Ferdinand Fleur
    Floor Floris Fons Frank Frans Fred Frederik Freek Frida Frits Gea Geert Geertje George
    Gerard Gerben Gerda Gerrit Gert Gijs Giovanni Greet Greetje Guido Guus Hakim Hanna Hannah
    Hanneke Hannie Hans Harm Harold Harrie Harry Hassan Heidi Heleen Helena Hendrik Hendrika
    Henk Hennie Henny Henri Henriette Herman Hetty Hilde Hubert Hugo Huub Ibrahim Ilse Imane
    Imke Ineke Ingeborg Ingrid Irene Iris Irma Isabel Isabelle Ivo Jaap Jack Jacob Jacoba
    Jacqueline Jakob James Jan Jana Jane Janet Janine Janna Janneke Jannie Jantje Jasmijn Jasper
    Jean Jeanette Jeanne Jelle Jennifer Jenny Jeroen Jesse Jessica Jet Jim Joan Joanna Job
    Jochem Joep Joeri Johan Johanna Johannes John Johnny Jolanda Jolien Jonas Jonathan Joost
    Jordy Joris Jos Jose Josef Josephine Joshua Joyce Juan Judith Jules Julia Julian Julie
    Juliette Jurgen Justin Karel Karen Karim Karin Karlijn Kasper Kathleen Katja Katrien Kees
    Kevin Khalid Kim Klaas Koen Koos Kristof Kurt Laila Lars Laura Laurens Leen Lena Lennart
    Lenny Leo Leon Leonie Lex Lianne Lidia Lieke Lies Liesbeth Lieve Linda Linde Lisa Lisette
    Loes Lotte Louis Louisa Louise Luc Lucas Lucia Ludo Luis Luke Luuk Lynn Maaike Maarten
    Maartje Madelief Madelon Malika Manon Marc Marcel Margaret Margot Margreet Margriet Maria
    Mariam Marian Marianne Marie Mariek Marieke Marielle Marijke Marijn Marika Marina Mario
    Marion Marjan Marjolein Mark Marleen Marlies Marloes Marta Martha Martijn Martin Martine
    Mary Matthew Matthijs Maud Maurice Maurits Max Mehmet Meike Melanie Melissa Merel Mia
    Michael Michel Michelle Mieke Miep Miguel Mike Milan Milou Miranda Mirjam Mirthe Mohamed
    Mohammed Monica Moniek Monique Moussa Muhammad Murat Mustafa Myriam Nadia Nadine Naomi
    Natalie Natasja Nathalie Nathan Nele Nico Nicolas Nicole Niek Niels Nienke Nina Noah Noor
    Noortje Nora Olaf Olga Oliver Olivia Omar Onno Otto Pascal Patricia Patrick Paul Paula
    Pauline Pedro Peter Petra Philip Philippe Pia Pien Pier Piet Pieter Pim Quinten Rachel
    Rachid Ralf Ralph Ramon Raymond Rebecca Rein Reinier Remco Renate Rene Renske René Ria
    Rianne Richard Rick Rik Rita Robbert Robert Robin Roderick Roel Roeland Roelof Roger Roland
    Rolf Romy Ron Ronald Roos Rosa Rosalie Rosanne Roy Ruben Rudi Rudolf Rutger Ruth Ruud Ryan
    Sabine Sabrina Saida Salma Sam Samantha Samira Samuel Sander Sandra Sanne Sara Sarah Saskia
    Sebastiaan Selma Sem Serge Shirley Siebe Sietske Sigrid Silvia Simon Simone Sjaak Sjoerd
    Sofia Sofie Sonja Sophie Stan Stefan Stefanie Steven Stijn Suzan Suzanne Sven Sylvia Tamara
    Tanja Tara Ted Teun Teunis Thea Theo Theodoor Theresa Thijs Thomas Tiffany Tim Timo Tineke
    Tinne Tjeerd Tobias Tom Toon Trudy Truus Ursula Valerie Vanessa Veerle Vera Victor Victoria
    Vincent Viola Walter Wendy Werner Wesley Wiebe Wietske Wilfred Wilhelmina Willem Willemijn
    William Willy Wilma Wim Winston Wouter Xander Yannick Yasmin Yassin Youssef Yusuf Yvette
    Yvonne Zara Zeynep
    """.split()  # noqa: SIM905  # a list of words reads as one
)
SURNAMES: Final = frozenset(
    """
    Aerts Akkerman Amrani Baert Bakkers Bauwens Beekman Berendsen Bergsma Blom Boersma Bogaert
    Boogaard Bosch Bosman Bosmans Bouwman Brouwers Bruins Claes Claessens Coppens Cornelissen
    Cuypers Declercq Dekkers Demir Desmet Devos Dijkstra Doorn Driessen Elshout Engels Evers
    Franssen Geerts Gerritsen Goossens Groenewegen Hendriks Hendriksen Hermans Hoekstra Hofman
    Hofstra Huisman Huybrechts Jacobs Jansen Jansens Janssen Janssens Jaspers Jonker Kaya Keizer
    Kloosterman Koster Kuiper Kuipers Lammers Leenders Lemmens Linden Maas Maes Martens Meijer
    Mertens Meyer Michiels Molenaar Mulder Nijhuis Nijland Noordhoek Olthof Oosterveld Peeters
    Peters Petersen Pieters Postma Prinsen Rietveld Roelofs Sanders Schouten Schreurs Schuurman
    Sluis Smeets Smits Snijders Stevens Swinnen Terpstra Theunissen Thijssen Timmermans Veenstra
    Verbeek Verbeke Verbruggen Verhaegen Verhagen Verhoeven Vermeer Vermeulen Verschuren Visser
    Vries Wagenaar Wauters Wiegmans Wiersma Wijnands Willems Willemsen Wouters Yilmaz Zijlstra
    Zoutenbier Zuidgeest Zwart
    """.split()  # noqa: SIM905  # a list of words reads as one
)
