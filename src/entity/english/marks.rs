//! What single words of English news say of the names beside them.

use super::super::lexicon::Marks;

/// The closed lists, in lower case and without a last dot.
pub(super) const MARKS: &[(u32, &str)] = &[
    (
        Marks::TITLE | Marks::HE,
        "mr messrs sir lord father fr brother imam mullah rabbi sheikh sheik shaikh king prince emperor pope baron",
    ),
    (Marks::TITLE | Marks::SHE, "mrs ms miss mme madam lady dame sister queen princess empress"),
    (
        Marks::TITLE,
        "adv advocate engr alhaji alhaja hajia shri shrimati smt barr mx ald cllr amb atty msgr dr prof gen lt maj col capt cmdr adm sgt cpl pvt brig sen rep gov rev hon pres insp det supt sens reps ayatollah grand-ayatollah \
         hajj haji datuk dato tun saint st",
    ),
    (
        Marks::ROLE,
        "president premier minister secretary chancellor governor senator congressman congresswoman representative mayor ambassador \
         envoy spokesman spokeswoman spokesperson chief director chairman chairwoman chairperson chair commissioner commander general \
         colonel major captain lieutenant sergeant admiral marshal judge justice attorney prosecutor sheriff coach manager professor \
         leader head boss editor founder co-founder cofounder ceo cfo coo officer deputy inspector detective constable superintendent \
         archbishop bishop cardinal reverend pastor priest speaker treasurer councillor councilor councilman councilwoman alderman \
         forecaster administrator campaigner activist broadcaster correspondent photographer actor actress singer author writer novelist poet historian scientist researcher economist analyst lawyer attorney-general \
         secretary-general vice-president striker midfielder defender goalkeeper quarterback pitcher forward winger skipper batsman \
         bowler driver rider champion star teacher student resident journalist reporter correspondent presenter anchor host comedian \
         artist painter architect engineer consultant strategist adviser advisor aide dictator guerrilla activist campaigner dissident \
         candidate nominee lawmaker legislator politician diplomat mp mep msp warlord cleric preacher businessman businesswoman \
         entrepreneur billionaire investor trader owner designer photographer filmmaker rapper musician guitarist drummer composer \
         conductor pianist soldier pilot astronaut farmer nurse doctor surgeon physician psychologist biologist physicist astronomer \
         ecologist chemist administrator curator cosplayer councillor barrister scotsman frenchman principal dean provost chancellor negotiator mediator whistleblower contractor suspect gunman defendant \
         victim widow czar tsar monarch ruler foreign-minister undersecretary under-secretary rapporteur coordinator",
    ),
    (
        Marks::TRADE,
        "accountant advocate anaesthetist animator anthropologist archaeologist archivist auctioneer auditor bailiff baker ballerina \
         banker barber baritone bassist beekeeper biochemist blacksmith blogger bookkeeper bookseller botanist brewer bricklayer \
         broker builder busker butcher caddie camerawoman cameraman cardiologist caretaker carpenter cartoonist cashier cellist \
         ceramicist chaplain chef choreographer cinematographer clerk climatologist climber columnist commuter cook coroner cosmonaut \
         counselor counsellor coxswain crofter cyclist dancer dealer demonstrator dentist diplomat dispatcher diver \
         docker drover dressmaker economist electrician emcee epidemiologist executive explorer farrier fellow ferryman fighter financier \
         firefighter fisherman fishmonger florist foreman forester frontman gamekeeper gardener geneticist geologist geophysicist glaciologist \
         glassblower golfer grocer guard guide gymnast hairdresser harbormaster harbourmaster head-teacher headmaster headmistress headteacher \
         hiker hotelier hydrologist illustrator immunologist imam influencer instructor ironmonger jockey joiner juror keeper king \
         landlady landlord lecturer legend librarian lifeguard linguist lobbyist lobsterman locksmith machinist magician magistrate \
         maker manageress mathematician mechanic meteorologist microbiologist midwife milliner miner missionary model mountaineer \
         neurologist neuroscientist nun nutritionist oceanographer officer ombudsman oncologist operator ophthalmologist organiser organist \
         organizer paediatrician paleontologist palaeontologist paramedic passenger pathologist pediatrician pensioner percussionist \
         pharmacist philosopher pianist player playwright plumber policeman policewoman postman potter producer promoter protester \
         psychiatrist psychotherapist publican publisher queen rabbi radiologist rancher ranger realtor rector referee registrar \
         restaurateur retiree roofer rower ruler runner saddler sailor saxophonist scholar screenwriter sculptor seamstress \
         seismologist shepherd shipwright shopkeeper shopper skier smith sociologist solicitor songwriter soprano sprinter stallholder \
         statesman statistician steward streamer stylist supplier surfer surveyor swimmer tailor tattooist technician tenant tenor \
         therapist trainer translator trooper trumpeter tutor umpire undertaker veterinarian vet vicar vice-chancellor videographer \
         villager violinist virologist volcanologist volunteer waiter waitress warden weaver webmaster welder winemaker woodcarver wrestler \
         youtuber zookeeper zoologist bandleader bandmate frontwoman singer-songwriter showrunner chairperson director-general co-author \
         co-chair co-host co-owner co-star co-writer vice-chair vice-chairman vice-captain patriarch laureate prodigy activist historian",
    ),
    (
        Marks::ROLE_PART,
        "prime foreign vice deputy assistant associate acting interim former ex then late senior junior chief first defence defense \
         interior finance economy education health justice trade energy transport environment culture home exterior security intelligence \
         police army navy military air supreme high grand attorney general managing executive founding national state press \
         prime-minister opposition rebel party political legal human rights special presidential parliamentary personal private public \
         staff district county city federal regional local national-security co legendary veteran current outgoing incoming retired \
         elect financial technology operating creative artistic sporting head team fellow teammate world club conservative liberal \
         labour labor democratic republican socialist communist nationalist exiled jailed detained ousted disgraced self-styled state \
         homeland affairs staff treasury commerce agriculture housing information policy",
    ),
    (
        Marks::SAYING,
        "said says say told tells added adds wrote writes tweeted posted announced announces declared stated explained argued insisted \
         claimed admitted warned noted replied answered asked acknowledged confirmed denied testified recalled remembers remembered \
         believes believed thinks thought suggested urged promised vowed pledged complained joked laughed smiled nodded quipped \
         concluded continued commented observed remarked recounts conceded concedes insists argues explains recalls notes warns \
         resigned retired died married",
    ),
    (
        Marks::KIN,
        "brother sister wife husband son daughter father mother cousin nephew niece uncle aunt grandson granddaughter widow \
         girlfriend boyfriend fiancee fiance partner colleague friend teammate counterpart successor predecessor",
    ),
    (
        Marks::DEMONYM,
        "afghan afghans african africans albanian algerian american americans andorran anglo angolan anguillan antiguan arab \
         arabian arabs argentine armenian aruban asian asians australian australians austrian azerbaijani bahamian bahraini bajan \
         balkan baltic bangladeshi barbadian barbudan basotho basque batswana bavarian belarusian belgian belizean beninese \
         bermudian bhutanese bissau-guinean bolivian bosnian brazilian british briton britons bruneian bulgarian burkinabe \
         burmese burundian byzantine caledonian californian californians cambodian cameroonian canadian canadians \
         catalan caymanian chadian chechen chilean chinese chuukese colombian comoran congolese crimean croat croatian \
         croats cuban cubans curacaoan cypriot czech dane danes danish djiboutian dominican dutch dutchman dutchwoman ecuadorian \
         egyptian egyptians emaswati emirati english englishman equatoguinean eritrean estonian ethiopian european europeans \
         faroese fijian filipino filipinos finn finnish finns flemish french frenchman frenchwoman futunan gabonese gambian \
         georgian german germans ghanaian gibraltarian greek greeks greenlander greenlandic grenadian guamanian guatemalan \
         guinean guyanese haitian helenian herzegovinian hispanic honduran hungarian i-kiribati icelander icelandic indian \
         indians indonesian iranian iranians iraqi iraqis irish irishman irishwoman islanders israeli israelis italian italians \
         ivoirian jamaican japanese jordanian kazakh kazakhstani kenyan kittitian konger korean koreans kosovan kosovar kosraen \
         kurd kurdish kurds kuwaiti kyrgyz kyrgyzstani lankan laotian latin latino latinos latvian lebanese leonean liberian \
         libyan libyans liechtensteiner liswati lithuanian londoner londoners luxembourger macedonian malagasy malawian \
         malaysian maldivian malian maltese manx manxman manxwoman marshallese mauritanian mauritian mexican \
         mexicans micronesian moldovan monacan monegasque mongolian montenegrin montserratian moroccan mosotho motswana \
         mozambican namibian nauruan nepali nevisian ni-vanuatu nicaraguan nigerian nigerien niuean nordic norwegian omani \
         ottoman pakistani pakistanis palauan palestinian palestinians panamanian paraguayan parisian peruvian philippine \
         pohnpeian pole poles polish polynesian portuguese qatari rican rohingya romanian russian russians rwandan sahraoui \
         sahraouian sahrawi sahrawian salvadoran sammarinese samoan saudi scandinavian scots scottish senegalese serb serbian \
         serbs seychellois siberian sicilian singaporean slovak slovene slovenian somali soviet soviets spaniard spaniards \
         spanish sudanese surinamer surinamese swati swazi swede swedes swedish swiss syrian syrians tajik tajikistani tanzanian \
         texan texans thai tibetan timorese tobagonian togolese tokelauan tomean tongan trinidadian tunisian turk turkish turkmen \
         turkmenistani turks tuscan tuvaluan ugandan uighur ukrainian ukrainians uruguayan uyghur uzbek uzbekistani venezuelan \
         vietnamese vincentian wallisian welsh yapese yemeni yorker yorkers zambian zealander zealanders zimbabwean",
    ),
    (
        Marks::TIME,
        "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct \
         nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    ),
    (
        Marks::ORG_END,
        "agency airlines airways airline army assembly association authority authorities bank board brigade broadcasting bureau center centre \
         church club co college commission committee community company confederation conference congress consortium convention cooperative \
         corp corporation corps council court department division enterprises exchange federation fc force forces foundation front fund \
         gazette government group guard herald holdings hospital house inc incorporated industries initiative institute institution \
         international investments journal laboratories laboratory league library llc llp ltd limited mail media ministry mission mosque \
         motors movement museum navy network networks news newspaper office orchestra organisation organization parliament partners \
         partnership party plc police post press productions program programme project records regiment restaurant school schools \
         senate service services society software solutions squad studio studios syndicate systems taskforce team technologies \
         technology telegraph television theater theatre times trade treasury tribunal tribune trust tv union university ventures \
         watch works workshop airbus brothers sons administration academy alliance coalition observatory registry symphony \
         pictures entertainment capital pharmaceuticals energy oil gas petroleum steel electronics mining resources insurance \
         securities advisers associates consulting act treaty prize award awards cup championship championships olympics games \
         tournament festival trophy day week war agreement accord protocol amendment bill law summit crisis plan report tour \
         series show magazine review guardian express chronicle observer bulletin globe sun star newsletter register examiner inquirer \
         hostel guesthouse resort lodge backpackers apartments clinic pharmacy supermarket nursery opera band quartet ensemble cathedral synagogue temple hotel inn tower grill cafe bar",
    ),
    (
        Marks::ORG_OF,
        "academy agency alliance army archdiocese assembly association bank battle board bureau chamber church coalition college commission \
         committee confederation congress council court daughters department diocese faculty federation friends fund guild house institute \
         institution league legion library ministry movement museum office order organisation organization palace parliament party \
         school secretariat sisters society sons supreme-court treaty union university",
    ),
    (
        Marks::PLACE_END,
        "airport stadium arena avenue bay beach boulevard bridge canal canyon cape coast county creek desert district falls forest fort glacier gulf \
         heights highway hill hills island islands isle isles lake lakes mountain mountains ocean park parish peninsula plateau plains plaza \
         port province reef region reservoir ridge river road sea shore square straits strait street strip territory territories town \
         valley village volcano woods",
    ),
    (
        Marks::PLACE_START,
        "lake mount mt fort ft cape gulf strait isle isles port san santa santo st saint sea bay river los las el",
    ),
    (
        Marks::PARTICLE,
        "al el ul bin ibn ben bint van von de da di do dos das del della der den ter ten la le du des zu af av abu ab mac ap y e i san",
    ),
    (Marks::GENERATION, "jr sr ii iii iv"),
    (
        Marks::LOCATIVE,
        "in at near from to across outside inside around throughout toward towards into via between through over off visiting visited \
         reached left entered invaded leaving",
    ),
    (
        Marks::FUNCTION,
        "the a an and or but if of in on at to for from by with about as into through after before over under between during without \
         against among is are was were be been being has have had do does did will would can could may might must shall should not no \
         nor so than that this these those there here it its he she they we you i him her his hers them their theirs us our ours me my \
         mine your yours who whom whose which what when where why how all any both each few more most much many some such only own same \
         other another one two then also just now up out off down again once because while until since though although however yet even \
         still too very",
    ),
    (
        Marks::AGENCY,
        "ap afp upi reuters epa xinhua itar-tass tass ria interfax ians pti ani kyodo dpa efe ansa getty shutterstock associated pa cp \
         bloomberg alamy cnn bbc voa nyt wsj zuma corbis handout cnbc",
    ),
    (
        Marks::NO_NAME,
        "congress senate parliament government internet christmas easter ramadan islam christianity god christ allah satan bible koran quran muslim \
         muslims christian christians jew jews jewish islamic islamist islamists catholic catholics protestant sunni shia shiite shiites \
         hindu buddhist sikh democrat democrats republican republicans labour tory tories communist communists socialist conservatives \
         nazi nazis english spanish french german latin hebrew arabic western eastern northern southern european europeans african asian \
         arab arabs american americans british olympic olympics covid coronavirus earth moon ok tv pm am mr mrs nobel oscar grammy \
         facebook twitter google youtube instagram wikipedia amazon apple microsoft netflix uber tesla boeing airbus toyota honda \
         ford bbc cnn nato un eu opec unesco unicef interpol fbi cia nasa pentagon kremlin taliban hamas hezbollah isis qaeda \
         al-qaeda al-qaida daesh boko haram gestapo kgb mossad photo image video advertisement copyright editor's update read \
         click subscribe share related breaking live opinion analysis editorial sponsored gmt est edt pst utc bst",
    ),
    (
        Marks::ORG_TAIL,
        "united rovers wanderers athletic albion villa hotspur rangers celtic eagles bears lions tigers giants jets bulls heat lakers \
         warriors kings knicks nets celtics yankees mets dodgers cubs braves cardinals rockets spurs thunder raiders patriots steelers \
         cowboys saints broncos chargers packers vikings panthers falcons ravens browns bengals colts titans jaguars dolphins bills \
         redskins 49ers seahawks rams blues flames oilers canucks senators penguins flyers bruins wings sox pirates reds brewers twins \
         royals astros orioles athletics mariners angels padres marlins phillies nationals raptors pistons pacers bucks hornets magic \
         wizards grizzlies pelicans timberwolves nuggets jazz suns clippers olympic dynamo dinamo lokomotiv zenit madrid inter",
    ),
    (
        Marks::DIRECTION,
        "north south east west northern southern eastern western central upper lower inner outer greater mid northeast \
         northwest southeast southwest north-east north-west south-east south-west northeastern northwestern southeastern southwestern",
    ),
    (
        Marks::PLACE_NOUN,
        "airport suburb suburbs neighborhood neighbourhood area region province district governorate county border coast \
         metro subway waterfront outskirts police resident residents man woman couple native schools firefighters voters officials",
    ),
    (
        Marks::COMPOUND,
        "based led backed born style bound controlled held made run owned wide trained sponsored dominated brokered mediated era educated \
         area funded supported occupied ruled administered imposed listed registered",
    ),
];

/// What mostly the papers of some countries write: courts, councils, police, spelling.
pub(super) const COUNTRY_WORDS: &[(&[&str], &str)] = &[
    (
        &["US"],
        "gov gop sheriff sheriffs county counties township townships councilman councilwoman councilmember alderman selectmen deputies          commissioners superintendent kindergarten freshman sophomore quarterback touchdown interstate democrat democrats          republican republicans fiscal downtown neighborhood neighborhoods center color labor congressman congresswoman statehouse          pickup highway realtor ballpark basketball baseball semifinals medicaid medicare felony misdemeanor arraigned",
    ),
    (
        &["GB"],
        "councillor councillors mp mps constable pensioner magistrates motorway lorry nhs tory tories labour centre neighbour          neighbours colour favour organisation pc solicitor aged borough quid footballer programme crown ofsted",
    ),
    (&["IE"], "garda gardai taoiseach dail td tds hse oireachtas councillor councillors centre gaa fianna fail"),
    (&["CA"], "rcmp mountie provincial centre colour premier parliament mla mpp loonie"),
    (&["AU", "NZ"], "councillor councillors centre premier afl nrl bushfire bushfires maori"),
    (&["IN"], "crore lakh rupees bjp lok sabha"),
    (&["ZA"], "rand anc apartheid"),
];

/// States and provinces as papers shorten them after a city's name.
pub(super) const STATES: &str = "Ala.=US.AL AL=US.AL AK=US.AK Ariz.=US.AZ AZ=US.AZ Ark.=US.AR AR=US.AR Calif.=US.CA CA=US.CA Cal.=US.CA \
    Colo.=US.CO CO=US.CO Conn.=US.CT CT=US.CT Del.=US.DE DE=US.DE D.C.=US.DC DC=US.DC Fla.=US.FL FL=US.FL Ga.=US.GA GA=US.GA HI=US.HI \
    ID=US.ID Ill.=US.IL IL=US.IL Ind.=US.IN IN=US.IN IA=US.IA Kan.=US.KS KS=US.KS Ky.=US.KY KY=US.KY La.=US.LA LA=US.LA ME=US.ME \
    Md.=US.MD MD=US.MD Mass.=US.MA MA=US.MA Mich.=US.MI MI=US.MI Minn.=US.MN MN=US.MN Miss.=US.MS MS=US.MS Mo.=US.MO MO=US.MO \
    Mont.=US.MT MT=US.MT Neb.=US.NE NE=US.NE Nev.=US.NV NV=US.NV N.H.=US.NH NH=US.NH N.J.=US.NJ NJ=US.NJ N.M.=US.NM NM=US.NM \
    N.Y.=US.NY NY=US.NY N.C.=US.NC NC=US.NC N.D.=US.ND ND=US.ND OH=US.OH Okla.=US.OK OK=US.OK Ore.=US.OR OR=US.OR Pa.=US.PA PA=US.PA \
    R.I.=US.RI RI=US.RI S.C.=US.SC SC=US.SC S.D.=US.SD SD=US.SD Tenn.=US.TN TN=US.TN Tex.=US.TX TX=US.TX UT=US.UT Vt.=US.VT VT=US.VT \
    Va.=US.VA VA=US.VA Wash.=US.WA WA=US.WA W.Va.=US.WV WV=US.WV Wis.=US.WI WI=US.WI Wyo.=US.WY WY=US.WY Ont.=CA.08 Que.=CA.10 \
    B.C.=CA.02 Alta.=CA.01 Man.=CA.03 Sask.=CA.11 N.S.=CA.07 N.B.=CA.04 P.E.I.=CA.09 N.L.=CA.05 Nfld.=CA.05 NSW=AU.02 Qld.=AU.04 Vic.=AU.07";
