#include <array>

#include "tools/traffic/phrases.h"

namespace tocsin::tools {
namespace {

constexpr std::string_view english = R"(
say: $opener $fact. | $fact and $fact $~emo | $fact $~emo | $question | $opinion $~emo | $opinion, $tail | $time $fact. $opinion $~emo | $recommend | $tag_line | $opener $opinion, $tail $~emo
opener: Honestly, | So | Okay but | Update: | Reminder that | Not gonna lie, | Hot take: | For once | Apparently | Quick one: | Thread incoming. | Good morning,
time: This morning | Last night | Yesterday | On the train | At lunch | Over the weekend | Ten minutes ago | Before the meeting | All week
fact: the $animal knocked the $object off the $furniture | my $relative made $food again | I finally finished $series | we walked to the $spot in the $weather | the $vehicle was $minutes minutes late | somebody left $food in the office | I have read $count pages of $book | the neighbours are learning the $instrument | our $team lost in the last minute | it has not stopped $raining since $weekday | I deleted every app on my phone except the camera | my plants are doing better than I am | the queue at the $shop went round the corner | the new $album has no bad track | I started running and my knees noticed | they repainted the $spot in $colour | I got the job at the $shop | the library had one copy left of $book | I cancelled the gym and bought a kettlebell | my screen time went down $count minutes | we are moving to $city in spring | the $animal learned to open the fridge
question: Does anyone know a good $place_kind in $city? | Is it just me or is $food better cold? | What are you all reading this $season? | How do you get $stain out of a $garment? | Who else is still awake? | Why is every $object now a subscription? | Anyone up for $game tonight? | Which $instrument should a ten year old start with?
opinion: $food is underrated | $series peaked in the second season | nobody needs a $object with a touch screen | $weekday is the worst day for a meeting | $city in the $season is something else | the old $vehicle line was better | a long walk fixes most things | $book holds up surprisingly well | the best part of $game is the soundtrack | $team will not win another match this year | people should talk about $hobby more | good bread is worth the detour
tail: fight me | and I will not be taking questions | change my mind | I said what I said | as one does | which is fine | no notes | five stars | send help | more at eleven
recommend: If you like $hobby, try $book. | The $food at the $place_kind near the $spot is worth it. | New post on $hobby is up: $link | I wrote about $hobby and $hobby: $link | Listening to $album on repeat $~emo $hash | Photos from the $spot $emo $hash
tag_line: $hash $fact | $opinion $hash | $fact $hash $hash | #NowPlaying $album $~emo | $count days until the $season break $emo | wip of the $animal portrait $emo $hash
animal: cat | dog | hamster | parrot | tortoise | heron | neighbour's goose | old terrier | kitten
object: lamp | kettle | keyboard | printer | umbrella | router box | notebook | teapot | toaster | doorbell | toothbrush
furniture: shelf | desk | kitchen table | windowsill | piano | sofa
relative: mum | dad | sister | flatmate | grandmother | uncle | partner | cousin
food: lentil soup | sourdough | ramen | apple crumble | pierogi | tacos | miso aubergine | cold pizza | pancakes | dumplings | shakshuka | banana bread
series: the lighthouse show | that Danish crime series | season four | the baking finals | the space opera | the documentary on eels
spot: harbour | park | old market | bridge | reservoir | station | museum | allotments | cathedral square
weather: rain | drizzle | sun | fog | wind | first snow
raining: raining | drizzling | snowing | blowing
weekday: Monday | Tuesday | Wednesday | Thursday | Friday | Saturday | Sunday
vehicle: bus | tram | 7:42 train | ferry | night bus | replacement coach
minutes: ten | twelve | twenty | thirty-five | forty
count: 12 | 30 | 41 | 64 | 97 | 112 | 150 | 203
book: Middlemarch | that novel about the archive | the new translation of the Odyssey | a history of salt | the one with the red cover | the short stories from the book club
instrument: cello | trumpet | ukulele | drums | accordion | clarinet
team: team | club | under-elevens | side | women's team
shop: bakery | hardware shop | post office | bike shop | garden centre | record store
album: album | EP | live recording | soundtrack | B-side
colour: green | a terrible beige | yellow | three shades of blue
city: Lisbon | Leeds | Gdansk | Utrecht | Turin | Bergen | Glasgow | Porto | Ghent | Leipzig | Bristol | Cork
place_kind: dentist | noodle place | tailor | bike repair | quiet cafe | climbing gym | second-hand bookshop
season: winter | spring | summer | autumn
stain: red wine | turmeric | candle wax | ink
garment: white shirt | wool coat | rug | sofa cover
game: chess | the farming game | five-a-side | quiz night | the roguelike | board games
hobby: letterpress | birdwatching | fermentation | cave maps | type design | orienteering | model railways | beekeeping | urban sketching | old radios
emo: $~sometimes
sometimes: $~pic
pic: 😂 | 🥲 | ✨ | 🌧️ | 🙃 | ❤️ | 😴 | 🎶 | 🍜 | 🐈 | 👀 | 🎉 | 🤷🏽 | ☕
hash: #books | #birding | #bakeoff | #photography | #gamedev | #caturday | #amwriting | #running | #art | #science | #trains | #garden
link: https://blog.example.org/notes/2026/11 | https://photos.example.net/album/418 | https://example.com/letters?issue=31
)";

constexpr std::string_view german = R"(
say: $zeit $fakt. | $zeit $fakt und dann $fakt $~emo | $meinung $~emo | $frage | $zeit $fakt. $meinung $~emo | $meinung, $rest | $zeit $fakt $raute
zeit: Heute Morgen | Gestern Abend | Im Zug | In der Mittagspause | Am Wochenende | Gerade eben
fakt: hat die Katze den Blumentopf vom Balkon geworfen | haben wir $essen gekocht | war die Straßenbahn wieder überfüllt | habe ich endlich $buch zu Ende gelesen | regnet es seit $tag | lernt der Nachbar Trompete | war die Schlange beim Bäcker endlos | ist mein Fahrrad beim Überholen quietschend stehen geblieben | haben wir im Garten Äpfel geerntet | läuft im Büro nur noch die Kaffeemaschine
meinung: $essen schmeckt kalt besser | niemand braucht Besprechungen am $tag | früher war mehr Lametta | die zweite Staffel war großartig | gutes Brot ist jeden Umweg wert | der Herbst in $stadt ist unschlagbar | schöner wird es heute nicht mehr
frage: Kennt jemand eine gute Zahnärztin in $stadt? | Was lest ihr gerade? | Wer ist noch wach? | Wie bekommt man Rotwein aus einem weißen Hemd? | Geht ihr zum Stadtfest?
rest: finde ich | keine weiteren Fragen | so ist das eben | Ende der Durchsage | und das ist gut so
essen: Linsensuppe | Käsespätzle | Grünkohl | Apfelstrudel | Kürbissuppe | Flammkuchen
buch: den dicken Roman | das Buch über Moore | die neue Übersetzung | den Krimi aus Göttingen
tag: Montag | Dienstag | Mittwoch | Donnerstag | Freitag
stadt: Köln | Leipzig | München | Göttingen | Zürich | Graz | Lübeck
emo: $~sometimes
sometimes: $~pic
pic: 😅 | 🙈 | ☔ | 🍂 | 🥨 | ❤️ | 🚲
raute: #tatort | #bücher | #garten | #fahrrad | #kaffee
)";

constexpr std::string_view spanish = R"(
say: $cuando $hecho. | $hecho y $hecho $~emo | $opinion $~emo | $pregunta | $hecho. $opinion $~emo | $opinion $etiqueta
cuando: Esta mañana | Anoche | En el autobús | Ayer | El domingo
hecho: mi abuela hizo $comida | el perro se comió la zapatilla | llovió todo el camino hasta $ciudad | por fin terminé la novela | el vecino aprende a tocar el acordeón | perdimos en el último minuto | compré pan y volví con tres libros | la fila en la panadería llegaba a la esquina | se fue la mañana entre reuniones
opinion: $comida es lo mejor del otoño | nadie necesita otra reunión | $ciudad en noviembre es preciosa | la segunda temporada fue mejor | un buen café lo arregla casi todo | qué sueño tengo hoy
pregunta: ¿Alguien conoce un buen dentista en $ciudad? | ¿Qué están leyendo? | ¿Soy yo o hace más frío que ayer? | ¿Quién viene al concierto? | ¿Cómo se quita una mancha de vino?
comida: la tortilla | el caldo gallego | el mole | la empanada | el arroz con leche | el gazpacho
ciudad: Sevilla | Oviedo | Bogotá | Rosario | Valparaíso | Mérida | León
emo: $~sometimes
sometimes: $~pic
pic: 😅 | 🥲 | ☕ | 🎶 | 🌧️ | ❤️ | 💃🏻
etiqueta: #lectura | #fútbol | #música | #cine | #otoño
)";

constexpr std::string_view french = R"(
say: $quand $fait. | $fait et $fait $~emo | $avis $~emo | $question | $fait. $avis $~emo | $avis $mot
quand: Ce matin, | Hier soir, | Dans le train, | À midi, | Ce week-end,
fait: le chat a renversé la théière | ma sœur a préparé $plat | il pleut sur $ville depuis mardi | j'ai enfin terminé ce roman | le voisin apprend l'accordéon | on a perdu à la dernière minute | la file devant la boulangerie était interminable | l'équipe a déménagé au troisième étage | j'ai oublié mon parapluie à l'école
avis: $plat, c'est la vie | personne n'a besoin d'une réunion le vendredi | $ville à l'automne, c'est autre chose | la deuxième saison était meilleure | le bon pain mérite un détour | je n'ai rien compris mais j'ai adoré
question: Quelqu'un connaît un bon dentiste à $ville ? | Vous lisez quoi en ce moment ? | C'est moi ou il fait déjà nuit ? | Qui vient au marché samedi ?
plat: la tarte aux pommes | le gratin dauphinois | une soupe à l'oignon | des crêpes | la ratatouille
ville: Nantes | Besançon | Liège | Montréal | Genève | Lille | Orléans
emo: $~sometimes
sometimes: $~pic
pic: 😅 | 🥐 | ☔ | ❤️ | 😴 | 🎻
mot: #lecture | #cinéma | #jardin | #vélo | #musique
)";

constexpr std::string_view portuguese = R"(
say: $quando $facto. | $facto e $facto $~emo | $opiniao $~emo | $pergunta | $facto. $opiniao $~emo | $opiniao $etiqueta
quando: Hoje cedo | Ontem à noite | No ônibus | No almoço | No fim de semana
facto: minha avó fez $comida | o cachorro comeu o chinelo | choveu o caminho inteiro até $cidade | terminei finalmente o romance | o vizinho está aprendendo violão | perdemos no último minuto | a fila da padaria dobrava a esquina | comprei pão e voltei com três livros
opiniao: $comida é a melhor coisa do mundo | ninguém precisa de reunião na sexta | $cidade no verão é outra coisa | a segunda temporada foi melhor | café bom resolve quase tudo | estou com muito sono
pergunta: Alguém conhece um bom dentista em $cidade? | O que vocês estão lendo? | Sou só eu ou esfriou? | Quem vai ao show? | Como se tira mancha de vinho?
comida: pão de queijo | feijão | bacalhau | moqueca | pastel de nata | açaí
cidade: Salvador | Coimbra | São Luís | Belém | Braga | Florianópolis
emo: $~sometimes
sometimes: $~pic
pic: 😅 | ☕ | 🎶 | 🌧️ | ❤️ | ⚽
etiqueta: #leitura | #futebol | #música | #cinema | #praia
)";

constexpr std::string_view japanese = R"(
say: $itsu$koto$owari$~emo | $koto$owari$~emo | $kanso$~emo | $toi | $itsu$koto$owari$kanso | $kanso$tag
itsu: 今朝は | 昨日の夜、 | 電車の中で | 昼休みに | 週末は | さっき
koto: 猫が本棚から落ち | $tabe$wo食べ | 新しい小説を読み終え | 駅前の本屋に寄っ | 雨の中を散歩し | 友達とゲームをし | 推しのライブ配信を見 | 庭の写真を撮っ
wo: を
owari: ました。 | た。 | てしまった… | たよ！ | ている。
kanso: 今日はとても寒い。 | もう眠い… | $tabeは最高です！ | 月曜日の会議はいらない。 | 秋の京都はきれいですね。 | 明日も頑張ろう。 | 待って、面白すぎる
toi: みんな何を読んでる？ | 近くにいい歯医者ありますか？ | まだ起きてる人いる？ | おすすめの喫茶店を教えてください
tabe: ラーメン | カレー | 焼きそば | たい焼き | おにぎり | 栗ごはん
emo: $~sometimes
sometimes: $~pic
pic: 😂 | ✨ | 🍜 | 💦 | 🌸 | 🥺
tag: #読書 | #猫 | #写真 | #今日のごはん
)";

constexpr std::array<Chatter, 6> all{{{"en", english, 0},
                                      {"de", german, 9},
                                      {"es", spanish, 8},
                                      {"fr", french, 5},
                                      {"pt", portuguese, 8},
                                      {"ja", japanese, 8}}};

}  // namespace

std::span<const Chatter> chatter() {
  return all;
}

}  // namespace tocsin::tools
