//! Where a place lies, in words.

/// Codes of countries (ISO 3166) with the names that readers know them by.
const COUNTRIES: &str = "\
    AD=Andorra;AE=United Arab Emirates;AF=Afghanistan;AG=Antigua and Barbuda;AI=Anguilla;AL=Albania;AM=Armenia;AO=Angola;\
    AQ=Antarctica;AR=Argentina;AS=American Samoa;AT=Austria;AU=Australia;AW=Aruba;AX=Aland Islands;AZ=Azerbaijan;\
    BA=Bosnia and Herzegovina;BB=Barbados;BD=Bangladesh;BE=Belgium;BF=Burkina Faso;BG=Bulgaria;BH=Bahrain;BI=Burundi;\
    BJ=Benin;BL=Saint Barthelemy;BM=Bermuda;BN=Brunei;BO=Bolivia;BQ=Bonaire, Saint Eustatius and Saba ;BR=Brazil;\
    BS=Bahamas;BT=Bhutan;BV=Bouvet Island;BW=Botswana;BY=Belarus;BZ=Belize;CA=Canada;CC=Cocos Islands;\
    CD=Democratic Republic of the Congo;CF=Central African Republic;CG=Republic of the Congo;CH=Switzerland;\
    CI=Ivory Coast;CK=Cook Islands;CL=Chile;CM=Cameroon;CN=China;CO=Colombia;CR=Costa Rica;CU=Cuba;CV=Cape Verde;\
    CW=Curacao;CX=Christmas Island;CY=Cyprus;CZ=Czech Republic;DE=Germany;DJ=Djibouti;DK=Denmark;DM=Dominica;\
    DO=Dominican Republic;DZ=Algeria;EC=Ecuador;EE=Estonia;EG=Egypt;EH=Western Sahara;ER=Eritrea;ES=Spain;ET=Ethiopia;\
    FI=Finland;FJ=Fiji;FK=Falkland Islands;FM=Micronesia;FO=Faroe Islands;FR=France;GA=Gabon;GB=United Kingdom;GD=Grenada;\
    GE=Georgia;GF=French Guiana;GG=Guernsey;GH=Ghana;GI=Gibraltar;GL=Greenland;GM=Gambia;GN=Guinea;GP=Guadeloupe;\
    GQ=Equatorial Guinea;GR=Greece;GS=South Georgia and the South Sandwich Islands;GT=Guatemala;GU=Guam;GW=Guinea-Bissau;\
    GY=Guyana;HK=Hong Kong;HM=Heard Island and McDonald Islands;HN=Honduras;HR=Croatia;HT=Haiti;HU=Hungary;ID=Indonesia;\
    IE=Ireland;IL=Israel;IM=Isle of Man;IN=India;IO=British Indian Ocean Territory;IQ=Iraq;IR=Iran;IS=Iceland;IT=Italy;\
    JE=Jersey;JM=Jamaica;JO=Jordan;JP=Japan;KE=Kenya;KG=Kyrgyzstan;KH=Cambodia;KI=Kiribati;KM=Comoros;\
    KN=Saint Kitts and Nevis;KP=North Korea;KR=South Korea;KW=Kuwait;KY=Cayman Islands;KZ=Kazakhstan;LA=Laos;LB=Lebanon;\
    LC=Saint Lucia;LI=Liechtenstein;LK=Sri Lanka;LR=Liberia;LS=Lesotho;LT=Lithuania;LU=Luxembourg;LV=Latvia;LY=Libya;\
    MA=Morocco;MC=Monaco;MD=Moldova;ME=Montenegro;MF=Saint Martin;MG=Madagascar;MH=Marshall Islands;MK=North Macedonia;\
    ML=Mali;MM=Myanmar;MN=Mongolia;MO=Macau;MP=Northern Mariana Islands;MQ=Martinique;MR=Mauritania;MS=Montserrat;\
    MT=Malta;MU=Mauritius;MV=Maldives;MW=Malawi;MX=Mexico;MY=Malaysia;MZ=Mozambique;NA=Namibia;NC=New Caledonia;NE=Niger;\
    NF=Norfolk Island;NG=Nigeria;NI=Nicaragua;NL=Netherlands;NO=Norway;NP=Nepal;NR=Nauru;NU=Niue;NZ=New Zealand;OM=Oman;\
    PA=Panama;PE=Peru;PF=French Polynesia;PG=Papua New Guinea;PH=Philippines;PK=Pakistan;PL=Poland;\
    PM=Saint Pierre and Miquelon;PN=Pitcairn;PR=Puerto Rico;PS=Palestinian Territories;PT=Portugal;PW=Palau;PY=Paraguay;\
    QA=Qatar;RE=Reunion;RO=Romania;RS=Serbia;RU=Russia;RW=Rwanda;SA=Saudi Arabia;SB=Solomon Islands;SC=Seychelles;\
    SD=Sudan;SE=Sweden;SG=Singapore;SH=Saint Helena;SI=Slovenia;SJ=Svalbard and Jan Mayen;SK=Slovakia;SL=Sierra Leone;\
    SM=San Marino;SN=Senegal;SO=Somalia;SR=Suriname;SS=South Sudan;ST=São Tomé and Príncipe;SV=El Salvador;\
    SX=Sint Maarten;SY=Syria;SZ=Eswatini;TC=Turks and Caicos Islands;TD=Chad;TF=French Southern Territories;TG=Togo;\
    TH=Thailand;TJ=Tajikistan;TK=Tokelau;TL=East Timor;TM=Turkmenistan;TN=Tunisia;TO=Tonga;TR=Turkey;\
    TT=Trinidad and Tobago;TV=Tuvalu;TW=Taiwan;TZ=Tanzania;UA=Ukraine;UG=Uganda;UM=United States Minor Outlying Islands;\
    US=United States;UY=Uruguay;UZ=Uzbekistan;VA=Vatican;VC=Saint Vincent and the Grenadines;VE=Venezuela;\
    VG=British Virgin Islands;VI=U.S. Virgin Islands;VN=Vietnam;VU=Vanuatu;WF=Wallis and Futuna;WS=Samoa;XK=Kosovo;\
    YE=Yemen;YT=Mayotte;ZA=South Africa;ZM=Zambia;ZW=Zimbabwe";

/// Returns the name of the country with this code; the code itself where it is none.
pub fn country_name(code: &str) -> &str {
    COUNTRIES.split(';').find_map(|pair| pair.strip_prefix(code)?.strip_prefix('=')).unwrap_or(code)
}

/// Returns the region and the country around a place, as far as they say more than its name: "Louisiana, United States".
pub fn whereabouts(name: &str, region: Option<&str>, country: Option<&str>) -> Option<String> {
    let around = [region, country.map(country_name)].into_iter().flatten().filter(|around| *around != name);
    let around: Vec<&str> = around.collect();
    (!around.is_empty()).then(|| around.join(", "))
}

/// Returns what is said of a place that may be another of its name: "perhaps in Louisiana".
pub fn perhaps(name: &str, region: Option<&str>, country: Option<&str>) -> String {
    let near = region.filter(|region| *region != name).or_else(|| country.map(country_name).filter(|country| *country != name));
    near.map_or_else(|| "where is not known".to_owned(), |near| format!("perhaps in {near}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names() {
        assert_eq!((country_name("NO"), country_name("US"), country_name("ZW")), ("Norway", "United States", "Zimbabwe"));
        assert_eq!((country_name("AD"), country_name("??"), country_name("")), ("Andorra", "??", ""));
    }

    #[test]
    fn what_says_no_more_than_the_name_is_left_out() {
        assert_eq!(whereabouts("Alexandria", Some("Louisiana"), Some("US")).as_deref(), Some("Louisiana, United States"));
        assert_eq!(whereabouts("Geneva", Some("Geneva"), Some("CH")).as_deref(), Some("Switzerland"));
        assert_eq!(whereabouts("Norway", None, Some("NO")), None);
    }

    #[test]
    fn doubt_is_said_with_the_nearest_that_is_known() {
        assert_eq!(perhaps("Alexandria", Some("Louisiana"), Some("US")), "perhaps in Louisiana");
        assert_eq!(perhaps("Luxembourg", Some("Luxembourg"), Some("BE")), "perhaps in Belgium");
        assert_eq!(perhaps("Gulf", None, None), "where is not known");
    }
}
