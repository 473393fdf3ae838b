"""The questions that customers ask first; staff edit them in the admin from then on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

QUESTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "open-an-account": {
        "en": (
            "How do I open a company account?",
            "Choose Sign up and fill in the five short steps. Have one document at hand: a VAT certificate or an invoice that "
            "shows your VAT number, or, if you are not registered for VAT, a licence, an extract from the commercial register or "
            "a recent invoice.\n\nWe check the document within two working days and send you a link to set your password. "
            "Until then your private status page shows how far we are.",
        ),
        "lv": (
            "Kā atvērt uzņēmuma kontu?",
            "Izvēlieties “Reģistrēties” un aizpildiet piecus īsus soļus. Sagatavojiet vienu dokumentu: PVN apliecību vai rēķinu, "
            "kurā redzams jūsu PVN numurs, vai, ja neesat PVN maksātājs, licenci, komercreģistra izrakstu vai nesenu "
            "rēķinu.\n\nMēs dokumentu pārbaudām divu darbdienu laikā un nosūtām saiti paroles izveidei. Līdz tam jūsu privātajā "
            "statusa lapā redzams, cik tālu esam tikuši.",
        ),
    },
    "register-gear": {
        "en": (
            "How do I register my gear?",
            "Open My products and choose Register a product. Pick the model, then type the serial number, the purchase date, the "
            "country of purchase and the dealer. If you do not remember everything, an approximate date is fine, and you can save "
            "the product now and add the rest later.",
        ),
        "lv": (
            "Kā reģistrēt savu tehniku?",
            "Atveriet sadaļu “Mani produkti” un izvēlieties produkta reģistrēšanu. Izvēlieties modeli, pēc tam ierakstiet sērijas "
            "numuru, pirkuma datumu, pirkuma valsti un izplatītāju. Ja visu neatceraties, der arī aptuvens datums; produktu varat "
            "saglabāt tagad un pārējo pievienot vēlāk.",
        ),
    },
    "blue-dot": {
        "en": (
            "What is the blue dot beside a product?",
            "Something is still missing, so its points do not count yet. Open the product: one line at the top says what to add. "
            "Once the serial number, purchase date, country and dealer are all there, the dot becomes a green tick and the points "
            "are counted at once.",
        ),
        "lv": (
            "Ko nozīmē zilais punkts pie produkta?",
            "Kaut kā vēl trūkst, tāpēc šī produkta punkti pagaidām netiek skaitīti. Atveriet produktu: rinda lapas augšdaļā "
            "pasaka, kas jāpievieno. Kad ir ierakstīts sērijas numurs, pirkuma datums, pirkuma valsts un izplatītājs, punkta vietā "
            "parādās zaļš ķeksītis un produkta punkti tiek ieskaitīti uzreiz.",
        ),
    },
    "serial-number": {
        "en": (
            "Where do I find the serial number?",
            "On a camera it is on the base plate, on a lens on the mount or on the barrel near it, on a printer on the label at the "
            "back. It has 5 to 20 letters and digits. Thirteen digits are the barcode of the box, and two letters with four digits "
            "are the date code of a lens: both are something else.",
        ),
        "lv": (
            "Kur atrast sērijas numuru?",
            "Kamerai tas ir uz apakšējās plāksnes, objektīvam – uz stiprinājuma vai korpusa pie tā, printerim – uz uzlīmes "
            "aizmugurē. Tajā ir no 5 līdz 20 burtiem un cipariem. Trīspadsmit cipari ir kastes svītrkods, bet divi burti ar "
            "četriem cipariem – objektīva izlaiduma kods: tie nav sērijas numuri.",
        ),
    },
    "old-gear": {
        "en": (
            "How do I move gear from the old programme?",
            "If you named your old CPS e-mail address when you signed up, My products shows a blue button, Migrate products. We "
            "check that the address is yours, by a link that we send to it if need be, and then you choose what to move. If there "
            "is no button, register the products again or write to us.",
        ),
        "lv": (
            "Kā pārcelt tehniku no vecās programmas?",
            "Ja, piesakoties kontam, norādījāt savu veco CPS e-pasta adresi, sadaļā “Mani produkti” ir zila poga “Migrēt "
            "produktus”. Mēs pārliecināmies, ka adrese pieder jums – ja vajadzīgs, ar saiti, ko uz to nosūtām –, un tad "
            "jūs izvēlaties, ko pārcelt. Ja pogas nav, reģistrējiet produktus no jauna vai rakstiet mums.",
        ),
    },
    "become-a-member": {
        "en": (
            "How many points do I need to become a member?",
            "500 points open the first level, CPS Silver. You may choose any level whose minimum you reach. Points are not money "
            "and are not spent: they stay yours as long as you own the gear.",
        ),
        "lv": (
            "Cik produktu punktu vajag, lai kļūtu par abonentu?",
            "Ar 500 punktiem pieejams pirmais līmenis – CPS Silver. Varat izvēlēties jebkuru līmeni, kura minimumu esat sasnieguši. "
            "Punkti nav nauda, un tos netērē: tie paliek jums, kamēr tehnika ir jūsu.",
        ),
    },
    "card-charged": {
        "en": (
            "When is my card charged?",
            "Not today. When you sign up, your bank only confirms the card with an amount of zero. The fee is charged on the due "
            "date of the invoice, 30 days after we issue it. Your membership is active at once all the same.",
        ),
        "lv": (
            "Kad no manas kartes tiks noņemta nauda?",
            "Ne šodien. Kad piesakāt abonementu, banka tikai apstiprina karti ar nulles summu. Maksa tiek noņemta rēķina "
            "apmaksas termiņā – 30 dienas pēc rēķina izrakstīšanas. Abonements tomēr ir aktīvs uzreiz.",
        ),
    },
    "invoice": {
        "en": (
            "Where is my invoice?",
            "We send it by e-mail as a PDF soon after you sign up. You also find it under My subscriptions, Invoices. If you need "
            "a purchase order number on it, add it on the page where you review your information.",
        ),
        "lv": (
            "Kur ir mans rēķins?",
            "Drīz pēc abonementa pieteikšanas mēs to nosūtām pa e-pastu PDF formātā. Tas ir arī sadaļas “Mani abonementi” "
            "rēķinu lapā. Ja uz rēķina vajadzīgs pasūtījuma numurs, pievienojiet to lapā, kurā pārbaudāt savu informāciju.",
        ),
    },
    "old-number": {
        "en": (
            "Why is my membership number new?",
            "The new programme gives every member a new nine-digit number. Your old number is not lost: our support finds you by "
            "either of them.",
        ),
        "lv": (
            "Kāpēc man ir jauns abonenta numurs?",
            "Jaunajā programmā katrs abonents saņem jaunu deviņu ciparu numuru. Vecais numurs nav zudis: mūsu atbalsts jūs atradīs "
            "pēc jebkura no abiem.",
        ),
    },
    "who-sees-documents": {
        "en": (
            "Who can see the documents that I upload?",
            "Only our staff who verify company accounts. The documents are kept privately and have no public address.",
        ),
        "lv": (
            "Kas var redzēt dokumentus, ko augšupielādēju?",
            "Tikai mūsu darbinieki, kuri pārbauda uzņēmumu kontus. Dokumenti glabājas privāti, un tiem nav publiskas adreses.",
        ),
    },
    "link-expired": {
        "en": (
            "The link to set my password has expired. What now?",
            "Open it all the same: the page offers to send you a new one. If the first mail never came, look into the folder for "
            "unwanted mail, then write to us.",
        ),
        "lv": (
            "Paroles izveides saitei beidzies derīgums. Ko darīt?",
            "Tomēr atveriet to: lapa piedāvās nosūtīt jaunu saiti. Ja pirmā vēstule nemaz neatnāca, pārbaudiet nevēlamo vēstuļu "
            "mapi un pēc tam rakstiet mums.",
        ),
    },
}


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    faq = apps.get_model("helpdesk", "Faq")
    for position, (slug, texts) in enumerate(QUESTIONS.items(), start=1):
        values = {
            "position": 10 * position,
            "questions": {language: question for language, (question, _) in texts.items()},
            "answers": {language: answer for language, (_, answer) in texts.items()},
        }
        faq.objects.get_or_create(slug=slug, defaults=values)


class Migration(migrations.Migration):
    dependencies = [("helpdesk", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
