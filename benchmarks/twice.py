"""What the demonstration says twice in different languages, judged by reading it all: titles of contributions.

Of each group every one says what the others say, so that one who moderates could merge them. What is only near (the
same complaint about another screen, praise of what another one misses) is in none.
"""

from __future__ import annotations

TWICE = (
    ("Comparar duas simulações lado a lado", "Zwei Laufzeiten nebeneinander stellen"),
    ("Wie lange bleibt die Aufnahme meines Gesichts gespeichert?", "Quanto tempo fica guardado o vídeo do rosto?"),
    ("Gespeicherte Berechnung weiterschicken können", "Enviar a simulação por e-mail para mim próprio"),
    ("O cursor do montante salta e não deixa chegar aos 5000 certos", "Schieberegler springt in 500-Euro-Schritten"),
    (
        "The screen reader says “slider, 62 per cent” and nothing else",
        "Vorlesefunktion sagt nur „Schieberegler, 40 Prozent“",
    ),
    (
        "Encontrei o simulador sem procurar",
        "In unter einer Minute zur ersten Rate",
        "No account, no cookie wall, straight to the numbers",
    ),
    ("O seguro vem escolhido por defeito", "Restschuldversicherung ist schon angekreuzt"),
    ("Start from the instalment instead of the amount", "Von der Wunschrate aus rechnen"),
    ("Abbuchungstag: freie Wahl statt nur 1. und 15.", "Escolher o dia do débito na própria aplicação"),
    ("Linguagem clara logo no primeiro ecrã", "Endlich Sätze, die man versteht"),
    ("Não aceita o título de residência", "Geht es auch mit Aufenthaltstitel und Pass?"),
    ("Tilgungsplan, den man wirklich lesen kann", "O plano de pagamentos é o melhor que já vi"),
    ("A simulação que guardei desapareceu no dia seguinte", "Ma simulation enregistrée a disparu le lendemain"),
    ("Bitte ein Zahlenfeld neben dem Regler", "Poder escrever o montante em vez de arrastar o cursor"),
    ("Nach zwei Minuten Untätigkeit alles verloren", "A sessão termina enquanto se está a ler"),
    ("As letras do custo total são pequenas de mais", "Le coût total n’apparaît qu’après la mensualité, en tout petit"),
    ("A taxa que vejo é a que vou mesmo ter?", "Gilt der gezeigte Zins wirklich für jeden?"),
    (
        "Que se passe-t-il si je refuse la comparaison du visage\xa0?",
        "Can I refuse the face check and go to a branch instead?",
    ),
    (
        "Nothing at all can be done in Credímetro without a phone number",
        "Chez Credímetro, rien sans numéro de téléphone",
    ),
    ("O custo total em euros e por extenso, na Credímetro", "Credímetro zeigt die Gesamtkosten größer als die Rate"),
    ("What should I do about the e-mails that keep coming?", "Neun Mails in drei Tagen von FlinkKredit"),
    (
        "Our fees sit in a document with a forbidding name",
        "Auch wir verstecken etwas, seien wir ehrlich",
        "As nossas comissões de atraso são as menos visíveis das três",
    ),
    (
        "FlinkKredit verlangt als Erstes meine Kontakte",
        "A FlinkKredit pede localização e contactos ao abrir",
        "Adressbuch freigeben, bevor ich überhaupt etwas sehe?",
    ),
    ("Startseite mit nur einer einzigen Frage", "S’inspirer de l’accueil de Credímetro\xa0: une question, un bouton"),
    ("Bei FlinkKredit geht fast alles ohne Konto", "Deixar simular sem conta, como faz a FlinkKredit, mas até ao fim"),
    (
        "Vergleichsblatt für die Beratung, auch mit unseren Schwächen",
        "One comparison card that I could show to a customer",
    ),
    (
        "Credímetro: Angebot auf einer halben Seite",
        "A proposta da Credímetro cabe num só ecrã",
        "Une offre de Credímetro lisible en une minute",
    ),
    ("Having compared all three, I would still choose ours", "Im direkten Vergleich ist Horizon Go am ruhigsten"),
    ("„Servicepauschale“ von 89 Euro hinter einem Sternchen", "Asteriscos atrás de asteriscos na FlinkKredit"),
    ("Dizer para que serve cada pergunta", "Expliquer pourquoi chaque question est posée"),
)
