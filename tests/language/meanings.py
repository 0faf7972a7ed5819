"""The same six things, each said in four languages and two ways."""

from __future__ import annotations

SAID = {
    "crash": {
        "en": ("The app crashes when I take a photo.", "It closes by itself as soon as I add a picture."),
        "fr": ("L’application plante dès une photo prise.", "Elle se ferme toute seule dès que j’ajoute une image."),
        "de": ("Die App stürzt ab, wenn ich ein Foto mache.", "Sie schließt sich von selbst, wenn ein Bild dazukommt."),
        "pt": ("A aplicação vai abaixo quando tiro uma fotografia.", "Fecha-se sozinha assim que junto uma imagem."),
    },
    "rate": {
        "en": ("The monthly rate of the loan is hard to find.", "Where do I see what I pay each month for the credit?"),
        "fr": ("La mensualité du prêt est difficile à trouver.", "Où voir ce que je paie chaque mois pour le crédit ?"),
        "de": ("Die Monatsrate des Kredits ist schwer zu finden.", "Wo sehe ich, was ich jeden Monat zahle?"),
        "pt": ("A prestação mensal do empréstimo mal se encontra.", "Onde vejo o que pago por mês pelo crédito?"),
    },
    "password": {
        "en": ("I forgot my password and cannot sign in.", "Resetting the password never works."),
        "fr": ("J’ai oublié mon mot de passe et ne peux plus me connecter.", "Le changer ne marche jamais."),
        "de": ("Passwort vergessen, ich kann mich nicht anmelden.", "Das Zurücksetzen des Passworts klappt nie."),
        "pt": ("Esqueci-me da palavra-passe e não consigo entrar.", "Repor a palavra-passe nunca funciona."),
    },
    "helpline": {
        "en": ("Nobody answers the telephone helpline.", "I waited half an hour for an adviser to pick up the phone."),
        "fr": ("Personne ne répond au téléphone du service client.", "J’ai attendu une demi-heure un conseiller."),
        "de": ("Bei der Hotline geht niemand ans Telefon.", "Ich habe eine halbe Stunde auf einen Berater gewartet."),
        "pt": ("Ninguém atende o telefone da linha de apoio.", "Esperei meia hora por um consultor ao telefone."),
    },
    "colours": {
        "en": ("Beautiful colours, I like the new design.", "The look of the pages is lovely and modern."),
        "fr": ("De belles couleurs, j’aime le nouveau design.", "L’aspect des pages est joli et moderne."),
        "de": ("Schöne Farben, mir gefällt die neue Gestaltung.", "Das Aussehen der Seiten ist hübsch und modern."),
        "pt": ("Cores bonitas, gosto do novo design.", "O aspeto das páginas é bonito e moderno."),
    },
    "signature": {
        "en": ("Signing the contract electronically is too slow.", "The electronic signature needs too many steps."),
        "fr": ("Signer le contrat en ligne est trop long.", "La signature électronique demande trop d’étapes."),
        "de": ("Den Vertrag zu unterschreiben dauert zu lange.", "Die Signatur braucht zu viele Schritte."),
        "pt": ("Assinar o contrato eletronicamente demora muito.", "A assinatura eletrónica tem demasiados passos."),
    },
}  # fmt: skip
