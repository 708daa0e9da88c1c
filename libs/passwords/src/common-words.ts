/**
 * What the commonest passwords of published lists are made of, most with their digits and signs taken off:
 * `password-rules.ts` sees through those, through 0 for o and @ for a, and through runs and repeats.
 */
const text = `
password passwort passw pass passwd passphrase parola parole senha haslo heslo wachtwoord salasana motdepasse contrasena
contraseña clave secret secreto geheim secure security login logon signin welcome willkommen bienvenue bienvenido benvenuto
admin administrator administrador root user username guest default changeme change temp temporary test tester testing
test1 demo sample example master mypass mypassword letmein letme open opensesame sesame enter entry access key private
public system server computer internet network windows microsoft google facebook instagram twitter youtube linkedin
whatsapp myspace yahoo hotmail gmail outlook apple iphone android samsung nokia huawei xiaomi sony playstation xbox
nintendo minecraft fortnite roblox pokemon pikachu zelda mario sonic tetris warcraft starcraft counter strike callofduty
halo doom quake steam valve gamer gaming game games player online offline support helpdesk service company business
office work team manager director boss owner staff employee customer client account billing payment money cash dollar
euro gold silver diamond platinum bank credit million billion lottery winner lucky luck success happy happiness smile
love loves lover lovely loveme loveyou iloveyou iloveu ilove ilu loveu lovers sweet sweety sweetie sweetheart honey
baby babe babygirl babyboy darling angel angels devil demon heaven hell god jesus christ jesuschrist jesus1 lord
godisgood blessed bless faith hope peace grace glory holy bible church allah muhammad mohammed islam muslim inshallah
bismillah alhamdulillah mashallah quran ramadan habibi habibti hayati allahuakbar buddha krishna shiva ganesh om
sairam jaimatadi family mother mommy mummy mama mom mum father daddy papa dad brother sister son daughter grandma
grandpa uncle aunt friend friends bestfriend forever friendship together always never nothing everything something
anything whatever whoever nobody somebody anybody today tomorrow yesterday tonight morning night midnight monday
tuesday wednesday thursday friday saturday sunday weekend holiday january february march april may june july august
september october november december montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz
maerz juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier avril juin juillet
aout septembre octobre decembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
diciembre spring summer autumn fall winter frühling fruehling sommer herbst ete hiver verano invierno primavera otoño
sun sunny sunshine sunset sunrise moon moonlight star stars starlight starwars skywalker anakin yoda vader darthvader
jedi stormtrooper chewbacca hansolo sky skyline cloud rain rainbow snow snowman snowball snowflake storm thunder
lightning fire firebird firefly ice water ocean sea beach island river lake mountain forest tree flower flowers rose
roses lily daisy orchid tulip violet jasmine sunflower lavender butterfly dragonfly ladybug bee spider spiderman
superman batman ironman hulk wolverine deadpool avengers captain america thor joker robin catwoman wonderwoman flash
superstar supernova superhero hero legend king queen prince princess princesa princesse prinzessin knight warrior
soldier army navy marine marines military police fireman pilot sniper hunter killer assassin ninja samurai viking
pirate pirates ranger rangers wizard magic magician witch vampire zombie ghost phantom shadow dark darkness darkside
black white red blue green yellow orange purple pink brown grey gray schwarz weiss rot blau gruen gelb blackberry
blackcat blackjack redrose redsox redbull bluesky bluebird bluemoon greenday pinkfloyd purplerain dog dogs doggy
doggie puppy puppies cat cats kitty kitten kittens hellokitty pussycat horse horses pony unicorn tiger tigers tigger
lion lions panther panthers leopard cheetah jaguar bear bears teddy teddybear panda monkey monkeys gorilla wolf wolves
fox eagle eagles falcon falcons hawk hawks raven ravens phoenix dragon dragons snake cobra viper python turtle dolphin
dolphins shark sharks whale fish fishing goldfish rabbit bunny mouse mickey mickeymouse minnie donald donaldduck duck
chicken rooster pig piggy cow bull bulls buffalo elephant giraffe zebra camel penguin penguins parrot pigeon frog
froggy beaver badger squirrel hamster katze hund hunde maus hase pferd vogel schmetterling adler tiger1 perro gato
caballo leon aguila chien chat cheval lapin papillon doudou loulou chouchou nounours amour bonjour bonsoir soleil
lune etoile coeur bisous merci salut coucou azerty chocolat vanille fraise football soccer futbol fussball baseball
basketball hockey tennis golf golfer rugby cricket volleyball handball boxing wrestling karate judo swimming swimmer
running runner cycling bike biker skate skater skateboard snowboard surf surfer surfing ski skiing dance dancer dancing
ballet cheer cheerleader gymnast coach champion champions winner1 trophy goal striker arsenal chelsea liverpool
manchester manutd manunited united manchesterunited mancity tottenham everton westham leeds newcastle astonvilla
barcelona barca realmadrid madrid atletico juventus juve milan acmilan intermilan inter roma napoli lazio bayern
bayernmunich dortmund borussia bvb schalke hamburg hsv werder bremen stuttgart koeln köln fckoeln eintracht gladbach
frankfurt leverkusen hertha ajax feyenoord benfica porto sporting galatasaray fenerbahce besiktas trabzonspor celtic
rangers1 psg marseille lyon monaco flamengo corinthians palmeiras santos saopaulo boca river1 messi ronaldo cristiano
cr7 neymar mbappe zidane beckham maradona pele ronaldinho rooney gerrard torres yankees mets dodgers giants cubs
redskins cowboys steelers packers patriots broncos raiders chiefs vikings saints dallas seahawks bengals browns colts
texans titans jets jaguars chargers niners rockets lakers celtics knicks heat spurs warriors nets pistons kobe lebron
jordan michaeljordan airjordan shaq curry iverson nike adidas puma reebok ferrari lamborghini porsche mercedes benz
bmw audi volkswagen golfgti opel toyota honda nissan mazda subaru mitsubishi hyundai kia ford mustang chevrolet chevy
corvette camaro dodge charger challenger jeep cadillac lexus volvo saab jaguar1 bentley rollsroyce maserati bugatti
tesla harley harleydavidson davidson ducati yamaha kawasaki suzuki vespa truck trucks racing racer nascar formula
turbo diesel engine motor driver police1 airplane airbus boeing train titanic rocket space spaceman alien aliens mars
venus jupiter saturn mercury neptune pluto galaxy universe earth world planet globe america american usa unitedstates
england english britain london scotland scottish ireland irish wales france french paris germany german deutschland
berlin munich muenchen münchen hamburg1 vienna wien austria oesterreich schweiz switzerland zurich italy italia italian
rome venice florence spain espana espanol portugal lisboa holland netherlands amsterdam belgium brussels sweden sverige
stockholm norway norge oslo denmark danmark finland suomi russia moscow moskva poland polska warszawa krakow praha
prague hungary budapest romania bucuresti bulgaria sofia greece athens turkey turkiye istanbul ankara israel egypt
cairo lebanon beirut syria damascus jordan1 iraq baghdad iran tehran saudi riyadh jeddah mecca makkah madinah dubai
abudhabi emirates qatar doha kuwait bahrain oman muscat yemen palestine gaza jerusalem alquds morocco maroc algeria
algerie tunisia tunisie libya sudan africa nigeria lagos kenya nairobi southafrica capetown india delhi mumbai
bangalore kolkata chennai pakistan karachi lahore islamabad bangladesh dhaka china chinese beijing shanghai hongkong
taiwan japan tokyo osaka korea seoul vietnam hanoi thailand bangkok malaysia singapore indonesia jakarta philippines
manila pilipinas australia sydney melbourne newzealand auckland canada toronto montreal vancouver mexico brasil brazil
argentina chile colombia peru venezuela cuba havana newyork newyorkcity nyc brooklyn manhattan boston chicago
losangeles hollywood california sanfrancisco sandiego lasvegas vegas texas houston austin denver seattle portland
florida miami orlando atlanta georgia virginia carolina philadelphia pittsburgh detroit michigan ohio indiana
minnesota oregon washington arizona nevada colorado alaska hawaii aloha music musica musik guitar guitarra piano drum
drums drummer violin bass singer song rock rockstar rocknroll metal metallica heavymetal slipknot nirvana kurtcobain
linkinpark greenday1 blink182 eminem slimshady 50cent tupac 2pac biggie snoopdogg drake kanye beyonce rihanna shakira
madonna britney christina jlo justin justinbieber bieber onedirection zayn harry niall louis jonas jonasbrothers
hannahmontana mileycyrus selena taylor taylorswift ladygaga katyperry adele coldplay radiohead oasis beatles
rollingstones ledzeppelin zeppelin acdc ironmaiden maiden blacksabbath pinkfloyd1 queen1 bowie elvis presley
michaeljackson prince1 bobmarley marley reggae hiphop techno trance disco dance1 party fiesta partyboy beer bier vodka
whiskey whisky tequila wine champagne coffee kaffee tea pepsi cocacola coke sprite fanta pizza burger cheese cheeseburger
bacon chicken1 turkey1 banana bananas apple1 apples pineapple strawberry cherry peach peaches lemon lime mango melon
watermelon coconut chocolate vanilla caramel candy cookie cookies cupcake cake muffin pancake donut sugar sugars spice
pepper ginger cinnamon pumpkin potato tomato onion carrot popcorn noodle noodles sushi taco tacos butter bread milk
cream icecream jelly peanut nutella oreo snickers skittles twix mars1 kitkat bubbles bubble bubblegum buttercup
peanutbutter jellybean gummybear marshmallow cuddles snuggles snoopy scooby scoobydoo garfield simpsons homer bart
bartsimpson southpark cartman familyguy futurama bender spongebob patrick tinkerbell cinderella ariel bambi simba nemo
shrek frozen elsa barbie disney disneyland mickey1 harrypotter hogwarts gryffindor slytherin voldemort hermione
dumbledore hobbit gandalf frodo legolas aragorn lordoftherings mordor matrix neo trinity morpheus terminator rambo
rocky jamesbond bond007 007 goldeneye skyfall startrek spock kirk picard enterprise stargate babylon gameofthrones
naruto sasuke sakura hinata itachi goku vegeta dragonball dragonballz onepiece luffy bleach ichigo anime manga otaku
cthulhu twilight edward cullen bella jacob vampires lestat buffy charmed friends1 seinfeld sherlock watson holmes
einstein newton galileo tesla1 darwin shakespeare romeo juliet mozart beethoven picasso vangogh michelangelo napoleon
cleopatra caesar spartacus achilles hercules apollo athena zeus poseidon hades odin thor1 loki freedom liberty justice
victory power powers energy force strong strength muscle fitness health healthy doctor nurse hospital medical student
students school schule college university teacher class science physics chemistry biology math maths history english1
library book books reading writer poet poetry hello hallo hola ciao salam marhaba ahlan hellohello hello1 helloworld
hi goodbye byebye bye thanks thankyou please sorry yes no maybe okay cool awesome amazing perfect great good better
best number one numberone first last only lonely alone crazy mad wild funny stupid idiot loser dummy fool genius smart
clever wise brave tough rebel outlaw gangster gangsta thug mafia player1 pimp hustler sexy sexygirl sexyboy hot hottie
hotstuff beautiful beauty pretty cute cutie cutiepie handsome gorgeous blonde brunette girl girls boy boys lady woman
women man men guy dude bro sis kid kids child children baby1 teen teens fuck fucker fuckyou fuckme fuckoff fuckit
motherfucker shit bullshit asshole bitch bitches bastard damn dammit sex porn xxx pussy dick cock boobs tits naked nude
penis vagina hardcore horny scheisse arschloch fick ficken hurensohn puta puto mierda cabron merde putain salope connard
cazzo minchia kurwa dupa suka blyat kuss weed marijuana cannabis ganja stoner smoke smoker smoking tobacco marlboro
camel1 cigar cocaine heroin trouble problem secret1 mystery danger dangerous warning alert poison toxic nuclear atomic
bomb bullet gun guns pistol rifle weapon sword blade knife hammer anvil iron steel metal1 copper titanium crystal glass
stone rock1 sand dust ash fuego agua tierra aire cielo luz sol luna estrella estrellita corazon amor amore amormio
teamo tequiero tiamo tekiero tequieromucho teamomucho mivida miamor mialma micorazon vida alma bebe nena nene chica
chico amiga amigo amigos hermana hermano familia mama1 papa1 abuela hijo hija angelito princesita muñeca gatito
perrito osito conejo mariposa flores rosa rosita margarita gracias buenos dias noches feliz navidad fiesta1 playa
futbol1 liebe liebling schatz schatzi mausi hasi engel sonne sonnenschein mond stern sterne himmel herz blume blumen
hallo1 tschuess danke bitte computer1 internet1 passwort1 ichliebedich arbeit firma kunde urlaub freunde familie mutter
vater bruder schwester oma opa kinder baby2 lasmiranda qwert qwertz asdf yxcv qazwsx wsxedc zaq zaqxsw xsw rfv edc tgb
qweasd qweasdzxc asdasd asdzxc qwe asd zxc wasd abcd abc xyz aaa zzz iop jkl bnm fgh dfg poi lkj mnb trustno1 trustnoone
trustme nopass nopassword idontknow dontknow iforgot forgot forgotten remember rememberme mine myself yourself whoami
itsme iamme itsmylife mylife lifeisgood lifegoeson life live living dead death die dying blood bloody cemetery skull
skeleton bones zombie1 horror scary halloween christmas xmas santa santaclaus rudolph jingle jinglebells snowman1
easter valentine valentines birthday happybirthday anniversary wedding marriage married wife husband boyfriend
girlfriend fiance bride groom divorce single taken michael mike mikey jennifer jenny jen jessica jess jessie joshua
josh matthew matt andrew andy drew daniel dan danny daniela daniella christopher chris christian christine christina1
tina david dave davey james jim jimmy jamie robert rob robbie bob bobby john johnny jonathan jon joseph joe joey jose
ryan brian bryan brandon brandy jason justin1 william will willie bill billy thomas tom tommy anthony tony antonio
steven steve stephen stephanie steph stefan stefanie nicholas nick nicole nicki nikki eric erik erika erica kevin kyle
kayla richard rich rick ricky timothy tim timmy jeffrey jeff geoff mark marcus marc marco maria marie mary marina mario1
charles charlie charlotte paul paula pauline peter pete pedro patricia patty pat patrick1 george georgia1 kenneth ken
kenny edward1 ed eddie eddy scott scotty gregory greg raymond ray samuel sam sammy samantha benjamin ben benny alexander
alexandra alexandria alex alexis alexa alejandro alejandra sandra sandy sasha jack jackie jackson jacob1 jake dennis
denise jerry tyler aaron adam evan ethan nathan nate zachary zach noah logan mason lucas luke luis louis1 carlos juan
julia julian juliana julie juliette victor victoria vicky vincent oliver olivia oscar henry harry1 harvey hannah haley
hailey heather helen helena holly ashley amanda amber amy andrea angela angelica angelina anna anne annie anita april1
ariana barbara becky bella1 betty beth bethany elizabeth liz lizzie brenda brittany brooke camille carla carmen carol
caroline carolina1 catherine katherine kathryn kate katie kathy katrina kat cheryl chloe cindy claire claudia courtney
crystal1 cynthia danielle dana debbie deborah diana diane dolores donna dorothy eileen elaine ellen ella emily emma eva
eve faith1 fiona florence1 frances francesca francisco frank frankie gabriel gabriela gabriella gina gloria grace1
hayley irene isabel isabella isabelle jacqueline jade jane janet janice jasmin jean jeanne jenna jill joan joanna joanne
jocelyn josephine joyce judith judy karen karin karina kelly kelsey kim kimberly kirsten kristen kristin kristina
laura lauren laurie leah lena leslie linda lindsay lindsey lisa lori lorraine lucy lydia lynn madison maggie mandy
margaret margarita1 marilyn marisa martha martin martina megan melanie melinda melissa mercedes1 michelle miranda molly
monica monika monique morgan nadia nadine nancy naomi natalia natalie natasha nina norma olga pamela paris1 penny
phoebe rachel raquel rebecca regina renee rhonda rita roberta rosa1 rosie roxanne ruby ruth sabrina sally samira sara
sarah savannah shannon sharon sheila shelly sherry shirley sierra silvia sofia1 sonia sophia sophie stacey stacy susan
susanne suzanne sylvia tamara tammy tanya tara tatiana teresa theresa tiffany tracy trinity1 valentina valeria valerie
vanessa vera veronica virginia1 vivian wanda wendy yolanda yvonne zoe ahmed ahmad ali omar khaled khalid hassan hussein
hossein ibrahim ismail mahmoud mohamed mohammad mustafa yousef yusuf youssef fatima aisha ayesha khadija maryam mariam
noor nour layla leila yasmin zainab zahra sara1 amina salma hana huda rania dina samir tarek tariq karim kareem bilal
hamza amir walid waleed ziad rami fadi nasser faisal abdullah abdallah abdul abdulrahman sultan saad saleh salem majid
hans heinz klaus wolfgang jürgen juergen uwe dieter horst manfred günther guenther helmut gerhard werner walter karl
heinrich friedrich otto fritz franz josef johann johannes michael1 andreas matthias tobias sebastian florian dominik
fabian lukas jonas1 felix leon1 finn paul1 max maximilian moritz jan jens lars sven thorsten torsten bernd rainer ralf
rolf jörg joerg ulrich ulrike petra sabine susanne1 birgit gabriele monika1 renate ursula ingrid helga gisela brigitte
heike kerstin katrin kathrin anja silke tanja sandra1 nadine1 melanie1 jessica1 lena1 laura1 sophie1 marie1 mia hannah1
jean1 pierre michel philippe nicolas julien antoine alexandre maxime thomas1 camille1 manon lea chloe1 sarah1 claire1
giovanni giuseppe antonio1 francesco alessandro andrea1 luca matteo lorenzo giulia chiara francesca1 federica roberto
pablo diego javier fernando rafael ricardo eduardo miguel manuel jorge alberto sergio raul ramon angel1 jesus2 maria1
ana lucia elena paola daniela1 gabriela1 mariana fernanda camila valentina1 ivan dmitri vladimir sergey andrey alexey
natasha1 olga1 svetlana tatyana ekaterina anastasia ming wei li wang zhang chen liu yang huang zhao raj rahul priya
pooja neha amit sanjay vijay rajesh suresh ramesh sunil anil deepak ravi kumar singh sharma patel gupta krishna1 lakshmi
saibaba smith jones johnson williams brown1 davis miller wilson moore taylor1 anderson thomas2 jackson1 white1 harris
martin1 thompson garcia martinez robinson clark rodriguez lewis lee walker hall allen young hernandez king1 wright lopez
hill green1 adams baker gonzalez nelson carter mitchell perez roberts turner phillips campbell parker evans edwards
collins stewart sanchez morris rogers reed cook bailey rivera cooper richardson cox howard ward torres1 peterson gray1
ramirez watson1 brooks sanders price bennett wood barnes ross henderson coleman jenkins perry powell long patterson
hughes flores1 washington1 butler simmons foster bryant hayes hamilton graham sullivan wallace west cole müller mueller
schmidt schneider fischer weber meyer meier maier wagner becker schulz hoffmann schäfer schaefer koch bauer richter
klein wolf1 schröder schroeder neumann zimmermann braun hofmann krüger krueger hartmann lange tenant tenantry console
portal platform phone mobile keyboard monitor printer scanner laptop desktop notebook router modem wireless wifi
bluetooth linux ubuntu debian fedora redhat oracle mysql postgres database sqlserver java javascript python1 ruby1 perl
php html webmaster website hosting domain firewall hacker hackers hacked hacking cracker cracked virus trojan backdoor
matrix1 cyber cyberpunk robot robots android1 terminator1 machine digital electric electronic laser radar sonar signal
channel radio television video camera photo photos picture pictures image film movie movies cinema theater actor actress
artist art design designer style fashion model shopping shop store market mall sale free freedom1 present gift surprise
toy toys doll lego puzzle chess poker casino jackpot dice cards ace spades hearts clubs joker1 domino billiard bowling
archer archery arrow target bullseye blaster cannon tank panzer submarine destroyer commander general major sergeant
captain1 lieutenant colonel admiral president senator minister obama trump putin clinton kennedy lincoln merkel stalin
lenin hitler germany1 communist democrat republican anarchy revolution resistance partisan guerrilla correcthorsebattery
staple correcthorsebatterystaple battery correct paraplu qwaszx zxcvb cvbnm vbnm asdfg sdfg dfgh hjkl ghjk tyui uiop
rtyu erty wert yuiop plm okn ijn uhb ygv tfc rdx esz wax wqa ewq dsa cxz poiuy lkjhg mnbvc nopq hijk mnop qrst uvwx
`;

export const commonWords: ReadonlySet<string> = new Set(text.trim().split(/\s+/));
