"""Words of English-speaking homes: places, things, names that makers give."""

AREAS = """kitchen|living room|bedroom|bathroom|hallway|office|garage|dining room|master bedroom|guest room|kids room|nursery|
basement|attic|laundry room|pantry|study|den|lounge|family room|game room|playroom|library|gym|workshop|shed|garden|patio|
balcony|terrace|porch|front yard|back yard|backyard|driveway|entrance|foyer|entryway|corridor|landing|stairs|stairway|closet|
wardrobe|utility room|mudroom|sunroom|conservatory|greenhouse|pool|pool house|sauna|spa|wine cellar|cellar|bar|home theater|
media room|music room|studio|art studio|craft room|sewing room|toilet|washroom|shower|ensuite|cloakroom|boot room|barn|stable|
carport|rooftop|deck|veranda|courtyard|alley|guest house|cottage|cabin|loft|mezzanine|server room|storage room|boiler room|
reading nook|breakfast nook|dressing room|parents room|childrens room|girls room|boys room|tv room|front room|back room|
spare room|box room|lobby|reception|meeting room|classroom|lab|kitchenette|scullery|smoking room|billiard room|chapel|
dorm|canteen|changing room|play area|panic room|observatory|dojo|aquarium room|dog room|cat room|jacuzzi|hot tub|gazebo|
tool shed|bike shed|chicken coop|orchard|vegetable garden|fish pond|fire pit|main bedroom|second bedroom|third bedroom|
small bedroom|big bathroom|small bathroom|upstairs bathroom|downstairs bathroom|upstairs hallway|downstairs hallway""".replace("\n", "").split("|")

FLOORS = ["upstairs", "downstairs", "first floor", "second floor", "third floor", "ground floor", "top floor", "basement level",
          "main floor", "upper floor", "lower floor", "attic floor", "outside", "lower level", "upper level", "garden level"]

# What a lamp, a plug, a blind is named after.
SPOTS = """ceiling|desk|bedside|floor|corner|wall|window|door|table|reading|night|entry|closet|mirror|shelf|bookshelf|cabinet|
counter|countertop|island|stove|sink|stair|step|path|flood|spot|string|fairy|christmas|tree|fountain|pond|fireplace|mantel|
piano|sofa|couch|bed|crib|headboard|vanity|shower|tub|workbench|bench|tool|bar|aquarium|fish tank|terrarium|plant|herb|
display|picture|painting|tv|monitor|computer|printer|router|modem|server|charger|phone|laptop|bike|car|freezer|washer|dryer|
dishwasher|oven|toaster|kettle|rice cooker|microwave|blender|mixer|iron|pump|sump pump|pool pump|heater|towel|blanket|
humidifier|purifier|guitar|amp|record player|console|arcade|projector|stage|mood|accent|ambient|security|motion|back door|
front door|side door|main|left|right|middle|front|back|rear|top|bottom|upper|lower|inner|outer|big|small|little|old|new|tall|
round|long|red|blue|green|white|black|golden|east|west|north|south|first|second|third|extra|spare|guest|grandma|mom|dad|
baby|dog|cat|hamster|chandelier|pendant|sconce|lantern|strip|led|globe|edison|lava|salt|himalayan|disco|rgb|smart|warm|
overhead|above dining table|under cabinet|play corner|reading corner|coffee corner|work|homework|hobby|sewing|craft|laundry|
bird bath|feeder|pet feeding station|well|gate|fence|shed|mailbox|flag|bay window|skylight|french door|patio door|
sliding door|service entrance|cargo|trophy|museum|shrine|altar""".replace("\n", "").split("|")

BRANDS = """sonos|bose|philips|hue|lifx|ikea|tradfri|wemo|kasa|shelly|aqara|nest|ecobee|tado|honeywell|lyric|hive|yale|august|
schlage|danalock|dyson|roomba|roborock|deebot|eufy|neato|xiaomi|mi|dreame|lg|samsung|sony|bravia|panasonic|roku|chromecast|
apple|echo|echo dot|google|homepod|jbl|denon|onkyo|marantz|yamaha|bang and olufsen|beosound|harman|nvidia shield|
xbox|playstation|nintendo|switch dock|fire tv|vizio|tcl|hisense|benq|epson|daikin|mitsubishi|bosch|siemens|miele|whirlpool|
delonghi|nespresso|jura|breville|zojirushi|tefal|instant pot|gree|midea|haier|netatmo|velux|somfy|lutron|caseta|innr|sengled|
govee|nanoleaf|wiz|tuya|sonoff|athom|meross|tplink|tapo|fibaro|zooz|inovelli|ge|leviton|hunter|big ass|vornado|
mr coffee|keurig|ring|arlo|blink|wyze|reolink|rachio|orbit|gardena|husqvarna|worx|ryobi""".replace("\n", "").split("|")

PERSONS = "anna|ben|carla|david|emma|finn|grace|henry|isla|jack|kate|leo|mia|noah|olga|peter|quinn|rosa|sam|tom|uma|vera|will|xenia|yuki|zoe|lin|omar|priya|jose|chen|amir|ingrid|pablo|oma|grandpa|nana|auntie".split("|")

# How people call a kind of appliance; the first is how names are made.
NOUNS = {
    "light": "light|lamp|lights|bulb|lamps|light bulb|lighting|led|spotlight|strip|chandelier|lantern|night light|downlights|warm light".split("|"),
    "switch": "switch|wall switch|relay|toggle".split("|"),
    "outlet": "plug|outlet|socket|smart plug|smart socket|power outlet|plug socket|smart plug socket|power strip".split("|"),
    "heater": "heater|space heater|towel heater|water heater|radiator|electric heater".split("|"),
    "sprinkler": "sprinkler|sprinklers|irrigation|lawn sprinkler".split("|"),
    "camera": "camera|cam|security camera|webcam".split("|"),
    "fan": "fan|ceiling fan|exhaust fan|ventilator|extractor fan|tower fan|ventilation".split("|"),
    "climate": "thermostat|ac|air conditioner|air conditioning|heating|heat pump|climate|radiator|hvac|aircon".split("|"),
    "lock": "lock|door lock|deadbolt|smart lock|door|gate lock|latch".split("|"),
    "media_player": "speaker|tv|television|speakers|stereo|soundbar|radio|media player|receiver|music player|projector|sound system|hi fi|smart speaker|media".split("|"),
    "vacuum": "vacuum|vacuum cleaner|robot vacuum|robot|hoover|robo vac|cleaner|robot cleaner|floor cleaner|vacuum robot|mop|dust buster".split("|"),
    "valve": "valve|water valve|tap|shutoff valve|gas valve|main valve|irrigation valve".split("|"),
    "coffee_maker": "coffee maker|coffee machine|espresso machine|coffee pot|coffeemaker".split("|"),
    "timer": "timer|kitchen timer|countdown".split("|"),
    "scene": "scene|mode|mood".split("|"),
    "script": "script|routine|automation|program".split("|"),
    "weather": "weather|forecast|weather station".split("|"),
}
COVERS = {
    "blind": "blinds|blind|roller blind|venetian blinds|roman blinds".split("|"),
    "curtain": "curtain|curtains|drapes|drape".split("|"),
    "shade": "shade|shades|sun shade|roller shade".split("|"),
    "shutter": "shutter|shutters|roller shutter".split("|"),
    "garage": "garage door|garage|door|bay door|overhead door".split("|"),
    "gate": "gate|driveway gate|main gate".split("|"),
    "window": "window|skylight|roof window".split("|"),
    "awning": "awning|canopy|sunshade".split("|"),
    "door": "door|sliding door|cat door|dog door".split("|"),
}
COLORS = "red green blue yellow orange purple pink white cyan magenta violet turquoise teal gold brown lime indigo lavender".split()
SCENES = "movie|party|romantic|dinner|relax|bedtime|good night|good morning|wake up|reading|focus|gaming|cooking|cleaning|christmas|halloween|sunset|sunrise|rainy day|guest|vacation|away|home|arrival|leaving|cinema|candle light|work|study|chill|yoga|meditation|date night|energy saving|stealth|power save|welcome|morning coffee|all off|night|birthday|storm|summer|winter|bath|spa|karaoke".split("|")

# binary sensors: property -> (names of such sensors, what is said when it is on, when it is off)
BINARY = {
    "motion": ("motion|motion sensor|movement sensor", "moving|triggered|detecting motion|seeing movement", "still|quiet|clear"),
    "smoke": ("smoke|smoke detector|smoke alarm|smoke sensor", "detecting smoke|triggered|going off|smoky", "clear|silent"),
    "door": ("door|door sensor|door contact", "open|opened|ajar", "closed|shut"),
    "window": ("window|window sensor|window contact", "open|opened|ajar", "closed|shut"),
    "garage_door": ("garage door|garage door sensor", "open|up|opened", "closed|shut|down"),
    "opening": ("opening|contact|hatch|lid", "open|opened", "closed|shut"),
    "moisture": ("water sensor|leak sensor|leak detector|moisture sensor|flood sensor", "wet|leaking|damp|moist", "dry"),
    "occupancy": ("occupancy|occupancy sensor|presence sensor", "occupied|taken|in use", "empty|vacant|free|unoccupied"),
    "presence": ("presence|phone presence|tracker", "home|present|here", "away|out|absent|not home"),
    "battery": ("battery|battery level|phone battery", "low|nearly empty|running low", "normal|fine|good|full enough"),
    "battery_charging": ("charger|battery charging|car charger", "charging", "not charging|full"),
    "plug": ("plug|charging cable|cable", "plugged in|connected", "unplugged|disconnected"),
    "power": ("power|mains|power supply|grid", "detected|on|live|available", "missing|off|out|down"),
    "connectivity": ("connection|internet|wifi|router|connectivity", "online|connected|up", "offline|disconnected|down"),
    "gas": ("gas|gas detector|gas sensor", "detecting gas|triggered|leaking", "clear"),
    "carbon_monoxide": ("co|carbon monoxide|co detector|carbon monoxide detector", "triggered|detecting carbon monoxide|alarming", "clear"),
    "heat": ("heat|heat sensor|temperature alarm", "hot|overheated|overheating", "normal|cool enough"),
    "cold": ("cold|frost sensor|freeze alarm", "cold|freezing|frozen", "normal|warm enough"),
    "light": ("light sensor|daylight|daylight sensor", "bright|detecting light|lit", "dark"),
    "lock": ("lock sensor|lock contact", "unlocked|not locked", "locked"),
    "problem": ("problem|status|fault sensor|health", "having a problem|faulty|broken|in trouble", "ok|fine|working"),
    "running": ("washer|dryer|pump|compressor|motor|machine", "running|working|going", "stopped|idle|not running|finished"),
    "safety": ("safety|safety sensor", "unsafe|in danger", "safe"),
    "sound": ("sound|noise sensor|siren|baby monitor", "noisy|loud|detecting sound|making noise", "quiet|silent"),
    "tamper": ("tamper|tamper sensor|alarm box", "tampered with|tampered", "untouched|clear"),
    "update": ("update|firmware|software update", "available|out of date|waiting", "up to date|current"),
    "vibration": ("vibration|vibration sensor|shake sensor", "vibrating|shaking", "still|steady"),
    "moving": ("car|gate sensor|drone|bike tracker", "moving|driving", "stopped|parked|still"),
}
# sensors: property -> (unit, words for the quantity)
SENSORS = {
    "temperature": ("°C", "temperature"), "humidity": ("%", "humidity|relative humidity"), "battery": ("%", "battery|battery level|charge"),
    "illuminance": ("lx", "light level|brightness|illuminance"), "power": ("W", "power|power draw|wattage|power usage"),
    "energy": ("kWh", "energy|energy use|consumption|electricity used"), "voltage": ("V", "voltage"), "current": ("A", "current|amperage"),
    "pressure": ("hPa", "pressure|air pressure"), "carbon_dioxide": ("ppm", "co2|carbon dioxide|co2 level"),
    "carbon_monoxide": ("ppm", "co|carbon monoxide level"), "pm25": ("µg/m³", "pm 2.5|fine dust|particulates"), "pm10": ("µg/m³", "pm 10|dust"), "pm1": ("µg/m³", "pm 1"),
    "volatile_organic_compounds": ("ppb", "voc|volatile organic compounds"), "aqi": ("", "air quality|air quality index"),
    "wind_speed": ("km/h", "wind speed|wind|speed"), "precipitation": ("mm", "rain|rainfall|precipitation"),
    "precipitation_intensity": ("mm/h", "rain intensity|rain rate"), "water": ("L", "water|water use|water consumption"),
    "gas": ("m³", "gas|gas use|gas consumption"), "weight": ("kg", "weight|mass"), "distance": ("m", "distance|range"),
    "speed": ("km/h", "speed"), "volume": ("L", "volume|level|amount"), "volume_flow_rate": ("L/min", "flow|flow rate"), "duration": ("min", "duration|time left|length"),
    "signal_strength": ("dBm", "signal|signal strength|reception"), "sound_pressure": ("dB", "noise|noise level|sound level|loudness"),
    "frequency": ("Hz", "frequency"), "moisture": ("%", "soil moisture|moisture"), "ph": ("", "ph|acidity"), "irradiance": ("W/m²", "sun|solar irradiance|irradiance"),
    "date": ("", "date|day"), "timestamp": ("", "time|moment"), "monetary": ("EUR", "price|cost|balance"), "data_size": ("GB", "data|storage|disk space"),
    "data_rate": ("Mbit/s", "speed|bandwidth|data rate"), "apparent_power": ("VA", "apparent power"), "reactive_power": ("var", "reactive power"), "power_factor": ("%", "power factor"),
    "nitrogen_dioxide": ("µg/m³", "nitrogen dioxide"), "ozone": ("µg/m³", "ozone"), "sulphur_dioxide": ("µg/m³", "sulphur dioxide"), "value": ("", "value|reading|state"),
    "uv_index": ("", "uv|uv index"), "count": ("", "count|number"), "level": ("%", "level|fill level"),
}

# Appliances whose properties and verbs the home's text names. Properties as in dialect.Device.
APPLIANCES = {
    "rice_cooker": ("rice cooker|rice maker|cooker", {"program": ("choice", ["white_rice", "brown_rice", "porridge", "steam", "quick"]), "keep_warm": ("flag",), "remaining": ("reading", "min"), "activity": ("reading", None), "lid": ("reading", None)},
                    {"start": ["program"], "cancel": []}),
    "oven": ("oven|stove|range", {"temperature": ("range", 30, 250, "°C"), "mode": ("choice", ["conventional", "fan", "grill", "pizza", "defrost"]), "power": ("choice", ["on", "off"]), "current_temperature": ("reading", "°C"), "activity": ("reading", None), "remaining": ("reading", "min"), "remote_start": ("reading", None), "door": ("reading", None)},
             {"start": ["mode", "temperature", "minutes"], "stop": []}),
    "fridge": ("fridge|refrigerator", {"temperature": ("range", 1, 9, "°C"), "freezer_temperature": ("range", -24, -14, "°C"), "door": ("reading", None), "super_cool": ("flag",)}, {}),
    "freezer": ("freezer|deep freezer|chest freezer", {"temperature": ("range", -26, -14, "°C"), "door": ("reading", None)}, {}),
    "washing_machine": ("washing machine|washer|laundry machine", {"program": ("choice", ["cotton", "eco", "wool", "quick", "synthetics"]), "power": ("choice", ["on", "off"]), "activity": ("reading", None), "remaining": ("reading", "min"), "remote_start": ("reading", None), "door": ("reading", None)}, {"start": ["program"], "pause": [], "resume": [], "stop": []}),
    "dryer": ("dryer|tumble dryer", {"program": ("choice", ["cupboard", "iron", "delicate", "towels"]), "remaining": ("reading", "min")}, {"start": ["program"], "pause": [], "stop": []}),
    "dishwasher": ("dishwasher", {"program": ("choice", ["auto", "eco", "intensive", "glass", "quick"]), "remaining": ("reading", "min")}, {"start": ["program"], "stop": []}),
    "kettle": ("kettle|water kettle|electric kettle", {"power": ("choice", ["on", "off"]), "temperature": ("range", 40, 100, "°C")}, {"boil": [], "stop": []}),
    "humidifier": ("humidifier|air humidifier|dehumidifier", {"power": ("choice", ["on", "off"]), "humidity": ("range", 30, 80, "%"), "mode": ("choice", ["auto", "sleep", "boost"])}, {}),
    "air_purifier": ("air purifier|purifier|air cleaner", {"power": ("choice", ["on", "off"]), "speed": ("range", 0, 100, "%"), "mode": ("choice", ["auto", "sleep", "turbo"])}, {}),
    "water_heater": ("water heater|boiler|hot water", {"power": ("choice", ["on", "off"]), "temperature": ("range", 30, 70, "°C"), "mode": ("choice", ["eco", "normal", "boost"])}, {}),
    "microwave": ("microwave|microwave oven", {"wattage": ("range", 100, 900, "W")}, {"start": ["minutes", "seconds"], "stop": []}),
    "cooktop": ("cooktop|hob|induction hob", {"level": ("range", 0, 9, None), "power": ("choice", ["on", "off"])}, {"stop": []}),
    "hood": ("hood|range hood|cooker hood", {"power": ("choice", ["on", "off"]), "speed": ("range", 0, 100, "%"), "light": ("choice", ["on", "off"])}, {}),
    "lawn_mower": ("lawn mower|mower|robot mower", {"activity": ("reading", None)}, {"start": [], "pause": [], "dock": []}),
    "alarm": ("alarm|alarm system|security system", {"mode": ("choice", ["disarmed", "home", "away", "night"])}, {}),
    "siren": ("siren|alarm siren", {"power": ("choice", ["on", "off"])}, {}),
    "pet_feeder": ("pet feeder|feeder|cat feeder|dog feeder", {"portions": ("range", 1, 10, None)}, {"feed": []}),
    "bed": ("bed|smart bed|mattress", {"angle": ("range", 0, 60, "°"), "power": ("choice", ["on", "off"])}, {"flatten": []}),
    "slow_cooker": ("slow cooker|crock pot|multi cooker", {"mode": ("choice", ["low", "high", "warm"]), "power": ("choice", ["on", "off"])}, {"start": [], "stop": []}),
    "robot": ("robot|robot arm|helper robot", {"activity": ("reading", None), "speed": ("range", 0, 100, "%")}, {"start": [], "stop": [], "home": [], "wave": []}),
    "printer": ("printer|3d printer", {"power": ("choice", ["on", "off"]), "remaining": ("reading", "min")}, {"pause": [], "resume": [], "cancel": []}),
    "desk": ("desk|standing desk", {"height": ("range", 60, 130, "cm")}, {"sit": [], "stand": []}),
    "fountain": ("fountain|water feature", {"power": ("choice", ["on", "off"]), "mode": ("choice", ["calm", "show", "rain"])}, {}),
}

# What such an appliance can be started with, by the name of the argument.
PROGRAMS = {
    "rice_cooker": "white rice|brown rice|sushi rice|porridge|quick|steam|soup|congee|quinoa|slow cook", "washing_machine": "cotton|eco|eco 40 60|easy care|mix|delicates|wool|quick|synthetics|sportswear|rinse|spin",
    "dryer": "cupboard|iron|delicate|towels|mix|cotton|timer", "dishwasher": "auto|eco|eco 50|intensive|glass|quick|rinse|silence", "oven": "preheating|hot air|top bottom heat|hot air grill|pizza|grill|fan|conventional|defrost|bread",
}
# What appliances of every kind may report beside what they are for.
EXTRAS = {"battery": ("reading", "%"), "energy": ("reading", "kWh"), "consumption": ("reading", "W"), "signal_strength": ("reading", "dBm"), "current": ("reading", "A"), "voltage": ("reading", "V"),
          "child_lock": ("flag",), "fan_speed": ("choice", ["low", "medium", "high", "max"]), "remaining": ("reading", "min"), "error": ("reading", None), "illuminance": ("reading", "lx")}

ATTENTION = "hey|ok|hi|hello|hey there|alexa|hey google|computer|jarvis|olly|trivet|hey trivet|robot|assistant|so|um|uh|well|right|alright|dear house|house".split("|")
BEFORE = """please|please|can you|could you|would you|will you|can you please|could you please|would you please|would you mind to|i want you to|i need you to|
i would like you to|id like you to|i want to|i need to|id like to|lets|go ahead and|just|quickly|now|kindly|be so kind and|you should|you can|would it be possible to|
please go and|i would love it if you could|do me a favor and|its time to|time to|remember to|make sure to|hurry and|help me|you need to|i wish you would|may i ask you to|
is it possible to|why dont you|we should|we need to|try to|immediately""".replace("\n", "").split("|")
AFTER = "please|please|now|right now|for me|for me please|thanks|thank you|will you|would you|if you would|asap|immediately|if you can|would you please|ok|okay|already|at once|when you can|a bit quickly|this instant|today|tonight|now please|cheers|if possible|real quick".split("|")
BECAUSE = "im going to bed|i cant see|its too dark|its so hot|its cold|the sun is in my eyes|im leaving|guests are coming|the baby is sleeping|i want to sleep|its late|we are watching a movie|im home|dinner is ready|im hungry|i have a headache|so i can read|before i leave|its noisy|im working|the movie starts".split("|")
OUTSIDE = """tell me a joke|what is the capital of {x}|who wrote {x}|how old are you|what is your name|sing me a song|who won the game last night|what time is it|
remind me to call {x}|send a message to {x}|call {x}|order a pizza|book a flight to {x}|what is {n} times {n}|how do you make {x}|translate {x} to french|
play chess with me|how far is {x}|what is the meaning of life|do you love me|tell me about {x}|read me the news|whats in the news today|add milk to my shopping list|
what is on my calendar|schedule a meeting with {x}|how many people live in {x}|show me pictures of {x}|buy {n} {x}|email {x} that i am late|
how tall is {x}|is {x} a good idea|find a restaurant near me|how is the traffic to {x}|give me directions to {x}|define {x}|spell {x}|what should i cook tonight|
write a poem about {x}|are you human|what are you|flip a coin|roll a dice|how much does {x} cost|who is the president of {x}|convert {n} miles to kilometers|
what day is tomorrow|find my phone|text {x} happy birthday|tweet that i am bored|open the website of {x}|search for {x}|do my homework|tell {x} i said hi|good job|i am bored|
post it on facebook|subscribe to {x}|what is the stock price of {x}|recommend a book|start a podcast about {x}|i feel sad today|what did i do yesterday""".replace("\n", "").split("|")
