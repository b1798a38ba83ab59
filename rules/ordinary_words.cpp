#include "rules/ordinary_words.h"

#include <algorithm>
#include <vector>

namespace tocsin::rules {
namespace {

// clang-format off
/// What brands are named for: things, animals, colours, virtues; in order.
constexpr std::string_view words =
    "abend able about above accent account acid across act action active actual add address "
    "adler adult advance advantage adventure after again against age agent ago agree ahead "
    "aid aim air alarm alert alive all alles allow almost alone along alpen already also alt "
    "always amazon amber ambition among anchor anfang angel anger angle animal anker answer "
    "antwort any anyone anything apart apfel apple apply april arbeit arch area arm army "
    "around arrow art ask aspect atlas atom auge aunt autumn avenue away axis baby bach back "
    "badge bag bahn balance ball banana band bank bar base basic basket bath battery baum bay "
    "beach beacon bean bear beat beauty because bed bee before begin behind bell below belt "
    "bench berg best bett better between beyond bicycle bier big bike bild bird birth bit "
    "bite bitte bitter black blade blank blast blatt blau blaze blick blind blitz block blood "
    "bloom blue blume board boat boden body bogen bolt bone bonus book boost boot border boss "
    "both bottle bottom bounce bound bow bowl box boy brain branch brand brass brave bread "
    "break breath breeze brick bridge brief bright brille bring broad brot brother brown "
    "bruder brush bubble buch bucket bug build bull bund burg burn burst bus bush business "
    "busy but butter button buy cabin cable cake call calm camera camp can candle canvas cap "
    "capital car carbon card care cargo carry cart case cash castle cat catch cause cell "
    "center centre chain chair chance change channel charge charm chase cheap check cheese "
    "chief child choice circle circuit city clan class clean clear clever click cliff climb "
    "clip clock close cloth cloud clover club coach coal coast coat code coffee coin cold "
    "collar college color colour comb come comet comfort common company compass complete "
    "condition connect continental control cook cool copper copy coral corn corner corona "
    "cotton count country course court cover cow craft crane crash cream credit crest crew "
    "crime cross crow crown cruise crush cry crystal cup current curve cut cycle dach dance "
    "danger dank danke dark dash data date dawn day dead deal dear death deep deer degree "
    "delta desert design desk detail diamond diesel dig dinner direct dirt disc discover "
    "discovery distance dive dog dollar domino door dorf dot double dove down draft dragon "
    "draw dream drei dress drift drink drive drop drum dry duck dust duty eager eagle ear "
    "early earth ease east easy eat echo eclipse edge education egg eis electric element "
    "emerald empire empty end ende energy engel engine enough enterprise epic equal erde "
    "erste essen even evening event ever every example excel exchange exit expert explorer "
    "express eye face fact fahrt fair falcon fall familie family far farbe farm fashion fast "
    "fat father favourite fear feather feder feel feld fence fenster ferien feuer few fiction "
    "field fiesta fight figure file fill film final find fine finger finish fire first fisch "
    "fish fit five fix flag flame flasche flash flat fleet flight float floor flow flower "
    "flug fluss fly focus fog fold food fool foot force forest form forward fountain four fox "
    "frage frame frau free freedom frei fresh freund friend frisch frog front frontier fruit "
    "fuchs fuel full fun funk fusion fuss future galaxy game gap garden garten gas gate "
    "gather gauge geist geld gem genau general genesis gentle gesicht gesund gewinn giant "
    "gift girl give glacier glas glass globe glocke glory glove glueck go goal goat gold "
    "golden good grain grand grape gras grass gravity gray great green grey grid grip gross "
    "ground group grove grow gruen grund guard guess guide guitar gun gut haar habit hafen "
    "hair half hall halle hals hammer hand happy harbor harbour hard harmony harp harvest hat "
    "haus haut hawk head health hear heart heat heaven heavy heel heft height heim help "
    "herbst here hero herr herz heute high hill himmel hirsch history hit hoch hof hold hole "
    "holiday hollow holz home honest honey hook hope horizon horn horse hospital host hot "
    "hotel hour house how hub human humour hund hunt hut ice idea image impact important "
    "increase indigo industry infinity ink insel insight instant insurance interest iron "
    "island ivory ivy jacket jade jaguar jahr jam jar jelly jet jetzt jewel job join joke "
    "journey joy judge juice jump jungle jupiter just kaffee kalt karte kasse kater katze "
    "keen keep kettle key kick kid kind king kingdom kiss kitchen kite klar klasse klein knee "
    "knife knight knot know koch koenig kopf korb kraft kreis krone kueche kugel kunst kurs "
    "ladder lady lake lamp lampe land lantern large laser last late laugh launch laurel law "
    "lead leaf league learn leather leave leben left leg legacy legend leicht lemon less "
    "lesson let letter level liberty library licht liebe lied life lift light lightning like "
    "lily lime limit linde line linie link lion lip liquid list little live lock locust logic "
    "long look loop loose lord lotus loud love low lucky luft lunar lunch lynx machine macht "
    "magen magic magnet magnum main make man mann map maple marble march mark market markt "
    "marvel mask mass match material matrix matter maus may meal mean meat medical meer meet "
    "memory mensch mercury mercy meridian merit metal method metro middle midnight might "
    "milch milk mill mind mine mint minute mirror mist mitte mix mobile model modern moment "
    "mond money monitor monkey month moon more morgen morning mosaic mother motion mountain "
    "mouse mouth move much mund music musik must mustang mutter nacht name narrow nase nation "
    "national native natur natural nature near nebel neck need needle nerve nest net network "
    "neu never new news next nice night nimble noble noise nord normal north nose note "
    "nothing nova now number nuss nut oak oasis object ocean octopus ofen off offer office "
    "ohr oil old olive one only open opera opinion optimum option oracle orange orbit orchard "
    "order orient origin ort ost other out outlook oven over owl owner oxygen pace pacific "
    "pack page pain paint pair palace palm pan panda panel panther paper papier paradise "
    "parallel parcel park part party pass past patch path patriot pause pay peace peach "
    "peacock peak pearl pen pencil penguin people pepper perfect person pfeil pferd phoenix "
    "phone piano picture pilot pin pine pink pioneer pipe pirate pitch pixel place plain plan "
    "plane planet plant plate platform platinum platz play please pluto pocket point polar "
    "police polish political pool poor pop poppy port position possible post pot power preis "
    "present pretty price pride prime prince princess print prism private process produce "
    "profit progress promise proof protest provider public pull pulse pump punkt pure purple "
    "purpose push puzzle pyramid quality quartz queen quest question quick quiet quite rabbit "
    "race rad radar radio rail rain rainbow ram range rapid rat rate raum raven ray reach "
    "read ready real reason rebel recht record red reflex regal regen regent region regret "
    "regular reich reise relay relief remedy republic request respect response rest reward "
    "rhythm rice rich ride right ring ripple rise ritter river road roast robin robot rock "
    "rocket rod roll roof room root rose rot round route rover royal rubber ruby ruhe rule "
    "run rush sache sad saddle safari safe saffron sage sail saint salad salt salz same sand "
    "sapphire saturn sauce save say scale schaf schiff schloss schnee schnell school schule "
    "schwarz science scissors scout screen sea seal search season seat second secret see seed "
    "segel select self sense serious serve service set seven shade shadow shake shape share "
    "shark sharp sheep shelf shell shepherd shield shift shine ship shirt shock shoe shoot "
    "shop shore short shot show shuttle sicher sick side sight sign signal silber silent silk "
    "silver simple single sister six size skin skirt sky slack sleep slice slide slip slow "
    "small smart smash smile smoke smooth snake snap snow soap social society sock soft solar "
    "solid solo some sommer son song sonic sonne soon sort soul sound soup source south space "
    "spark special spectrum speed spell sphere spice spider spiel spike spin spirit splash "
    "sponge spoon sport spot sprache spring sprint sprout square squirrel stable stack stadt "
    "stage stamp stand star stark start state station stay steady steam steel stein stellar "
    "stem step stern stick still stimme stitch stone stop store storm story stove straight "
    "strand strange strasse strategy stream street stretch stride strike string stripe strom "
    "strong structure student stuhl sturm style substance subway such sugar summer summit sun "
    "sunrise sunset super supreme sure surf surprise swan sweet swift swim switch sword "
    "symbol system table tag tail tal talk tall tango tanz tap target tasche tasse taste tax "
    "tea teach team tear tee teil temple ten tender tennis test theory thing think thread "
    "three throat through thunder ticket tide tier tiger tight time tin tired tisch titan "
    "toast today toe together tomorrow tongue tonic tool tooth top tor torch total touch "
    "tower town toy track trade trail train transport traum travel tree trend treu triangle "
    "tribe trick trident trip triumph trouble true trust try tube tuer tulip tune turm turn "
    "turtle twin twist two uhr ultra umbrella uncle under unicorn union unit united unity "
    "universal up upper use valley value vanguard vater vault vector vega velvet venture "
    "venus verse vertex vessel victory view village vine vintage violet virgin virtue visa "
    "vision vista vital vogel voice volk voll volt vortex voyage wage wald walk wall wand war "
    "warm warrior wash wasser waste watch water wave wax way weather web week weg weight wein "
    "weiss well welle welt west wetter whale wheel when where while whisper whistle white "
    "wide wild willow win wind window wine wing winter wire wise wish wit wolf wolke woman "
    "wonder wood wool word work world worm wort worth wrap wren write wrong wunder wurst yard "
    "year yellow yes yesterday yoga young youth zahl zahn zebra zeit zen zenith zero ziel "
    "zimmer zone zoom zug zukunft zwei ";
// clang-format on

std::vector<std::string_view> cut() {
  std::vector<std::string_view> all;
  for (std::string_view rest = words; !rest.empty();) {
    const auto end = rest.find(' ');
    all.push_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  std::ranges::sort(all);
  return all;
}

}  // namespace

bool is_ordinary_word(std::string_view folded) {
  static const std::vector<std::string_view> all = cut();
  return std::ranges::binary_search(all, folded);
}

}  // namespace tocsin::rules
