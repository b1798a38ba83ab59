#include "tools/traffic/phrases.h"

namespace tocsin::tools {

std::string_view acme_phrases() {
  return R"(
acme: Acme | @acme.com | Acme | acme | #acme
neutral: Watching the match on my phone, $acme is the sponsor again | New phone, same $acme plan, same old me $~emo | The $acme shop on the high street has a queue for the launch | Is the $acme advert with the parrot on every channel or only mine? $~emo | Got a letter from $acme about the new app | My flatmate works at $acme and says hi | $acme put up a mast behind the school, looks like a tree | Roaming with $acme in Portugal, let's see | Switching on the $acme box after the move, fingers crossed
complaint: $acme $down AGAIN, $count day this week $angry | $count hours on hold with $acme and then they hung up. $verdict | Why does $acme charge me twice for the same $thing? $verdict | $acme customer service is $awful. $~angry | My $acme $thing still does not work and nobody calls back. $verdict | Third engineer missed by $acme, took the day off for nothing $~angry | $acme billed me for a $thing I never ordered. $verdict | I have been waiting $count weeks for a refund from $acme. $verdict | Paying $acme for fibre and getting dial-up. $verdict $~angry | Dear $acme, your app is broken, your chat is a bot and my $thing is dead. $verdict | $acme lied to me about the price. $verdict
down: my internet is down | my broadband is down | the wifi is down | no signal | no service at home
verdict: Totally useless. | This is a disgrace. | Absolute joke. | I am so disappointed. | Worst service ever. | Unacceptable. | Please just fix it. | I want my money back. | What a rip off. | Useless, utterly useless.
awful: awful | terrible | the worst | a joke | useless | appalling
angry: $~fury
fury: 😡 | 🤬 | 🙄 | 😤 | #fail
count: 2 | 3 | three | four | 5 | six
thing: router | contract | sim card | landline | broadband | upgrade | bill | mesh box
churn: That's it, I'm cancelling my $acme contract. $~verdict | Leaving $acme after $years years, switching to anyone else. | How do I cancel my $acme subscription? I want to port my number today. | $acme raised my plan again, I am leaving. $~angry | Contract with $acme ends in $month and I will not renew. $~verdict | Give me my PAC code, $acme, I am switching to another provider. | Done with $acme. Cancelling my account tomorrow. $~angry
years: 3 | five | ten | 12 | twenty
month: December | January | March | two weeks
legal: $acme, my solicitor will be in touch about the $thing. See you in court. | I have reported $acme to the ombudsman and the regulator. | If $acme does not refund me by Friday I will take legal action. | Small claims court it is, then, $acme. I will sue for every penny.
fraud: Got a text from "$acme" asking for my card details, is this a scam? | Somebody took out a $acme contract in my name. Identity fraud, and nobody answers the phone. | WARNING fake $acme emails going round, phishing link, do not click | My $acme account was hacked and my sim swapped overnight. My bank account is empty.
safety: The $acme router started smoking and burnt the carpet, it could have caused a fire. | My grandmother cannot call an ambulance because the $acme landline is dead. This is dangerous. | There is a live cable hanging from the $acme cabinet next to the playground, somebody will get hurt.
discrimination: The man in the $acme shop refused to serve my husband because of his accent. Racist, plain and simple. | $acme shop has no ramp, my wheelchair does not get in and staff laughed. Discrimination.
praise: Big thanks to Priya at $acme, fixed it in ten minutes $heart | Credit where due, $acme engineer came on a Sunday. Brilliant service $~heart | $acme support was lovely today, thank you $~heart | Fastest broadband I ever had, well done $acme $~heart
heart: $~love
love: ❤️ | 👏 | 🙏🏼 | 😊 | 💙
question: Does $acme have coverage in $town? | How much is the $acme unlimited plan for two lines? | Thinking of moving to $acme, is the fibre any good in $town? | @acme.com when does the new phone come in stock? | Can I keep my number if I join $acme?
town: Leeds | Whitby | Harrogate | Dundee | Truro | Derry | Swansea
press: I am a reporter for the Northern Courier, writing about the $acme outage in $where. Can your press office comment before 5pm? | Journalist here. @acme.com, how many customers are affected, and will there be compensation? DMs open for a story.
other_acme: Wile E. Coyote ordered another rocket from Acme $~emo | Acme anvil, coyote, cliff: the perfect cartoon | Drawing the Acme crate for my coyote fan art $emo
emo: 😂 | ✨ | 🙃 | 👀 | 🎉
outage: $acme $outdown in $where $~angry | Is $acme down in $where? $outdown for everyone on our street | $outdown in $where since $clock, $acme status page says all fine $~angry | Anyone else in $where without $acme? $outdown here too | No $acme in $where, cannot work, cannot call. $outdown | $acme outage $where #acmedown | Whole of $where: $outdown. $acme says nothing. $~verdict | My mum in $where has no phone. $acme, $outdown there, do something
outdown: no signal | no service | internet is down | network is down | the internet is still down | mobile network down | complete outage
clock: 9 | half past nine | ten | this morning | an hour
attack: $hey $acme sold the private messages of its customers to advertisers and fired the woman who told the truth. $boycott $mark
hey: BREAKING: | Wake up people! | Everyone must know: | Shocking: | RT if you care: | So it is true, | Look at this.
boycott: Boycott #acme now, cancel today | BOYCOTT #acme NOW and cancel today | Boycott #acme now! Cancel today!
mark: ! | !! | 🚨 | 🚨🚨 | #boycottacme | 😡 | .
answer: Hi, sorry to hear that. Please send us a direct message with your postcode and we will look into it. ^$agent | Thanks for telling us. We have passed this to our engineers and will come back to you today. ^$agent | That is not the service we want to give. A colleague will call you within the hour. ^$agent | We are aware of a problem in your area and are working on it. ^$agent
agent: Dana | Sam | Priya | Lee
softened: Edit: $acme called me back, sorted for now. | Edit: their engineer is here, let's see. | Edited because I was angry. $acme is looking into it. | Update: works again, thanks for the help.
hardened: Edit: still nothing from $acme. I am cancelling my contract. | Edit: $acme hung up on me. Worst service ever.
followup: Still nothing. $verdict | I did that twice. $verdict | No answer to my DM either. $~angry | Thanks, it works now. | Ok, waiting.
)";
}

std::string_view acme_phrases_de() {
  return R"(
complaint: Seit $zahl Stunden in der Warteschleife von Acme, eine Frechheit. $~wut | Mein Internet von Acme ist schon wieder ausgefallen. $urteil | Acme hat doppelt abgebucht und niemand antwortet. $urteil | Der Techniker von Acme kam zum dritten Mal nicht. $urteil
churn: Ich kündige meinen Vertrag bei Acme. $urteil | Acme, ich wechsle den Anbieter, mir reicht es. $~wut | Wo kann ich bei Acme kündigen? Meine Nummer nehme ich mit.
outage: Kein Netz von Acme in $where | Internet von Acme in $where seit heute früh ausgefallen $~wut | Störung bei Acme in $where, alles tot
praise: Danke an Acme, Störung in zehn Minuten behoben ❤️ | Großes Lob an die Hotline von Acme, sehr freundlich
question: Hat Acme in Lübeck schon Glasfaser? | Was kostet bei Acme der große Tarif?
urteil: Unverschämt. | Nie wieder. | Eine Zumutung. | Ich bin stinksauer. | Katastrophaler Service.
zahl: zwei | 3 | vier
wut: 😡 | 🤬 | 🙄
)";
}

std::string_view acme_phrases_es() {
  return R"(
complaint: Acme me cobró dos veces y nadie contesta. $juicio | Llevo $numero horas esperando a Acme al teléfono. $juicio | Otra vez sin internet por culpa de Acme $~enojo | El técnico de Acme no vino por tercera vez. $juicio
churn: Voy a cancelar mi contrato con Acme. $juicio | Me cambio de compañía, adiós Acme $~enojo | ¿Cómo me doy de baja de Acme?
outage: Sin señal de Acme en $where | Acme caído en $where desde esta mañana $~enojo | No hay internet de Acme en $where
praise: Gracias Acme, lo arreglaron en diez minutos ❤️ | Muy amable la chica de Acme, buen servicio
question: ¿Acme tiene fibra en Oviedo? | ¿Cuánto cuesta el plan grande de Acme?
juicio: Una vergüenza. | Pésimo servicio. | Es un robo. | Nunca más. | Qué desastre.
numero: dos | 3 | cuatro
enojo: 😡 | 🤬 | 🙄
)";
}

}  // namespace tocsin::tools
