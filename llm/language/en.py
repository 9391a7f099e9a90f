"""Define English function words and number words."""

from . import Language

LANGUAGE = Language(
    code="en",
    negations="neither|nor|no|nothing|none|never|not",
    negating_endings="n't",
    negating_beginnings="non",
    without="without(?: any)?|w/o|with out|minus(?: the)?",
    excepting="except(?: for)?|excluding|exclude|anything but|everything but|other than|avoid(?:ing)?|don't want",
    removing=(
        "remove|hide|drop|skip|exclude|delete|lose|ditch|kick out|get rid of|take (?:out|away)|leave out|throw out|"
        "kill|cut|scrap|mute|strip|bin"
    ),
    refusing=(
        "with no|no more|not any|none of (?:the|that)|"
        "(?:i'm |i am |we're )?not (?:really |so |too |much |particularly |exactly )?(?:into|a fan of|fond of|keen on|"
        "in the mood for|interested in|up for|in favou?r of)|no fan of|zero|0|"
        "(?:don't|dont|do not|doesn't|doesnt|does not|didn't|shouldn't|should not|mustn't|must not|can't|cannot|won't|"
        "will not|wouldn't|would not) (?:really |particularly |especially |even |actually |much )?(?:want|"
        "like|need|have|"
        "include|play|use|contain|be|stand|give me|feature|involve|enjoy|love|fancy|care for|bear|handle|feel like|"
        "sound)(?: to (?:hear|have|be))?|"
        "isn't|isnt|aren't|arent|wasn't|ain't|hate|loathe|can't stand|cannot stand|steer clear of|stay away from|"
        "(?:sick|tired|bored|weary)(?: and tired)? (?:of|with)|fed up with|"
        "(?:had |heard |have )?(?<!get )(?<!good )(?<!not )enough(?: of)?(?! to\\b)|"
        "what (?:i|we) (?:have|had|'ve got|got|use)(?: right)?(?: now| currently)? (?:is|was|sounds|feels) (?:way |far |much |just )*too|"
        "allergic to|spare (?:me|us)|devoid of|void of|(?:could|can|would rather|i'd rather) do without|lay off|"
        "(?:dial|cut|pull|scale) (?:back|down)(?: on)? (?:the|all)|(?:tone|turn) down the|reduce the|"
        "ease (?:off|up on)|too (?:much|many)|"
        "(?:swap|replace|exchange|trade|switch|substitute)(?: out)?"
        "(?= (?:the |its |that )?[\\w -]+ (?:for|with|by|to)\\b)|"
        "doesn't (?:have|contain|use|include)|dislike|leave out|leaving out|"
        "(?:take|turn|get|cut|drop|lose|remove|skip|ditch|kill|mute|scrap|ban|strip)(?: out| off| rid of| away)? "
        "(?:the|all|any|that|those)|get rid of|(?:the )?(?:exact |complete )?opposite of|hold the|go easy on the|"
        "instead of|rather than|less|fewer|free (?:of|from)|lacking"
    ),
    refusing_a_word="no|zero|with no|no more",
    no_refusal=(
        "more than|less than|later than|earlier than|longer than|faster than|slower than|problem|idea|matter|doubt|"
        "worries|worry|only|just|necessarily|enough|sure|bad|wonder|thanks|preference|rush|"
        "one(?! sing| of (?:those|these|your|the))|way|wait|sorry|(?:seriously|actually|really)(?=\\s*[,.!?])|shortage|"
        "lack|end|dearth|limit|half measures|beating|mind|care|stop|forget|hesitate|(?:too )?picky|fussy|question|yet|"
        "exactly|pressure|limit|(?<=nothing )beats?|nonsense|frills|fuss|brainer|holds"
    ),
    within_refusal=(
        "any the a an one too so very overly either please much more of kind sort type that is are be being "
        "real really "
        "super extremely all at this these those some it music songs song sounds sound sounding stuff tracks "
        "track pieces "
        "piece like anything something other to hear have with accompanied by featuring played using "
        "containing including "
        "on there s as quite hint trace sign single bit drop touch whiff me instrument instruments loud particularly "
        "sudden abrupt annoying obvious unexpected cheap boring endless constant especially people person "
        "someone anybody "
        "somebody loads lots tons plenty heaps bunch"
    ),
    too="too so as quite very overly",
    refused_behind=(
        "no(?:pe)?(?:,? thanks?(?: you)?)?\\W*(?=$|[,.;!?])|(?:is|are) (?:a )?(?:no-go|no go|not ok|not okay|out|"
        "forbidden|off limits|banned|not wanted|unwanted|too much)\\b|"
        "(?:definitely|absolutely|certainly|really|surely|rather|most) not\\b\\W*(?=$|[,.;!?])|"
        "not (?:wanted|ok|okay|welcome|allowed|needed|required)\\b|"
        "(?:makes?|turns?|gets?|is|are|sounds?) (?:it |them |everything |things |just |all |way |far |a bit |much )*"
        "too (?:\\w+)|(?:ruins?|spoils?|kills?|wrecks?) (?:it|everything|the mood|the vibe)\\b|"
        "(?:out|away)(?: of (?:it|this|there|the mix))?\\b\\W*(?=$|[,.;!?]|please)|-free\\b|"
        "an? (?:miss|rest|pass|wide berth)\\b|"
        "(?:music |songs? |stuff |tracks? )?(?:(?:doesn't|does not|don't|do not|no longer|never|won't) (?:really |much )?"
        "(?:interests?|appeals?|excites?|moves?|does it|do it|works?|suits?)|(?:bores?|annoys?|irritates?|depress(?:es)?|"
        "bothers?) (?:me|us)|(?:gets?|getting|grates?) on my nerves)\\b(?: (?:for|to) me| me| us| any ?more| at all)*"
    ),
    doubled=(
        "(?:not|nothing|no (?:\\w+ )?) ?without|not lacking|no (?:shortage|lack|end|dearth|limit) of"
    ),
    driving_away=(
        "(?:(?:shak(?:e|ing)|fight(?:ing)?|chas(?:e|ing)|driv(?:e|ing)|kick(?:ing)?)(?: (?:off|away|out))?|"
        "get(?:ting)? (?:rid of|over|out of|past)|(?:to|help(?:s)? me) beat|beating|overcom(?:e|ing)|cur(?:e|ing)(?: for)?|"
        "against|remedy for|antidote (?:to|for)|snap(?:ping)?(?: me)? out of|forget(?: about)?|instead of (?:being|feeling)|"
        "(?:stop|not|less) (?:being|feeling|feel|be))(?: (?:off|the|this|that|my|our|your|all|being|feeling|so))*"
    ),
    needed=(
        "(?:can't|cannot|can not|cant|couldn't|could not|won't|impossible to) "
        "(?:live|do|be|go|work|survive|sleep|cope) without"
    ),
    feared="(?:scared|afraid|terrified|frightened) (?:of|by)",
    neither="(?:(?:with|from|of) )?neither(?: of (?:them|those|these|the two))?(?: please)?",
    indifferent=(
        "(?:(?:i|we) )?(?:don't|do not|dont) (?:mind|care (?:about|if|whether)(?: there(?:'s| is| are)|"
        " it has| it's)?)|"
        "with(?: or |/)without|(?:doesn't|does not|don't|needn't|need not) (?:have|need) to (?:be|have|contain|include|"
        "feature)|not necessarily|no need (?:for|of)|need(?:n't| not) (?:to )?be|(?:doesn't|don't) need|"
        "no problem (?:if|with)(?: there(?:'s| is| are)| it has)?|"
        "whether(?: or not)?(?: there(?:'s| is| are)| it has)?|"
        "(?:it's |it is )?(?:ok|okay|fine) (?:if|with)(?: there(?:'s| is| are)| it has)?|forget(?: about)? the|"
        "never ?mind(?: about)? the|(?:allow|permit|bring back)(?: the| some)?"
    ),
    either_way=(
        "(?:(?:is|are|would be|may be|can be|optional) )?(?:totally |also |perfectly )?(?:(?:fine|ok|okay|optional|"
        "allowed|acceptable|no problem|all right|alright|welcome back)\\b(?: (?:again|now|too|with me|by me|"
        "after all))?|"
        "or (?:no|not|without|none)\\b(?: \\w+)?|(?:are |is )?back(?: in)?\\b|after all\\b)"
    ),
    wordless=(
        "instrumentals?|non[\\s-]vocal|wordless|"
        "(?:nobody|no ?one|not a soul)(?: (?:is|should|to|who|that|starts?))* (?:sing(?:s|ing)?|raps?|rapping|talks?|"
        "talking|speaks?|speaking)\\b(?: (?:over|on|in) (?:it|top|them))?|"
        "(?:don't|do not|dont) want (?:anyone|anybody|someone|people|somebody) (?:to )?(?:sing|singing|rap|"
        "talk|talking)|"
        "without (?:anyone|anybody|someone|people) (?:singing|talking)|"
        "(?:only|just|nothing but)(?: the| musical)? instruments|instruments only|no human voices?"
    ),
    need_not_be=(
        "(?:doesn't|does not|needn't|need not|don't|do not|no longer) ?(?:have|need)?s? to be (?:so |that |too |very )?"
    ),
    not_enough="not",
    enough="enough\\b(?: (?:for (?:me|us|this)|yet|though))*",
    units=(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen"
    ),
    tens="twenty thirty forty fifty sixty seventy eighty ninety",
    joined=("{ten} {one}", "{ten}-{one}"),
    hundreds={"hundred": 100, "a hundred": 100, "an hundred": 100, "one hundred": 100, "two hundred": 200,
              "three hundred": 300},
    beyond_hundred=("{hundred} and {rest}", "{hundred} {rest}"),
    short_hundreds=("one {rest}", "one-{rest}"),
    short_hundreds_and_units=("one oh {one}", "one-oh-{one}"),
    counts={
        "a couple of": 2, "a couple": 2, "a dozen": 12, "a handful of": 5, "a single": 1, "a lone": 1, "just one": 1,
        "only one": 1, "half a dozen": 6, "half dozen": 6, "a pair of": 2, "a pair": 2, "two dozen": 24,
    },
    ordinals={
        "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
        "tenth": 10, "last": -1, "final": -1, "top": 1, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
    },
    decades={
        "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
        "nineties": 90, "noughties": 100, "aughts": 100, "naughties": 100,
    },
    centuries={
        "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
        "twenty-first": 21,
    },
    less_than=(
        "below|under|less than|fewer than|slower (?:than|as)|shorter (?:than|as)|lower than|older than|earlier than|"
        "smaller than|south of|before (?:i|we) (?:was|were) (?:even )?born,?(?: in)?|before|prior to|"
        "predating|pre|sub|<"
    ),
    at_most=(
        "up to|up until|until|till|at (?:the )?most|max(?:imum)?\\.?(?: of)?|cap(?:ped|s)?(?: \\w+)? at|limited to|"
        "(?:tops|topping|maxes|maxing|topped) out at|(?:ceiling|limit|cap|maximum) (?:of|at)|within|<=|≤"
    ),
    more_than=(
        "above|over|more than|faster (?:than|as)|quicker than|longer (?:than|as)|higher than|greater than|newer than|"
        "later than|north of|upwards? of|younger than|after|exceeding|exceeds?|beyond|past|post|>"
    ),
    at_least="at (?:the )?least|min(?:imum)?\\.?(?: of)?|floor of|starting (?:at|from|in)|since|>=|≥",
    about=(
        "around|about|roughly|approximately|approx\\.?|circa|c\\.|ca\\.?|~|somewhere (?:around|near)|"
        "(?:very )?close to|near|hovering (?:around|at|near)|give or take|in the region of|"
        "(?:in the )?(?:neighbou?rhood|vicinity) of"
    ),
    hedges=(
        "maybe|perhaps|say|like|about|around|roughly|approximately|approx\\.?|something like|i guess|i'd say|let's say|"
        "or so"
    ),
    preferring=(
        "preferably|preferred|ideally|if (?:at all )?possible|if you can|if you have (?:any|some|them)|mostly|mainly|"
        "would be (?:nice|great|good|best|a plus)|is a plus"
    ),
    between_not_and_bound=(
        "a (?:single )?beat|anything|any|tracks?|songs?|pieces?|music|ones?|that|that's|which|is|are|it|goes|go|going|"
        "runs?|from|of|stuff|a|too|much|let|get|gets|getting|push|pushed|to|stray|be|dips?|drops?|fall|falls|"
        "dropping|way"
    ),
    or_less="less|slower|below|under|shorter|lower|earlier|before|older|fewer",
    or_more="more|faster|above|over|longer|higher|later|newer|after|up(?:wards?)?|beyond",
    most_behind="tops|max(?:imum)?|at (?:the (?:very )?)?most|at the latest",
    least_behind="min(?:imum)?|at (?:the (?:very )?)?least",
    onwards="onwards?|upwards?|on|up",
    about_behind="or so|or thereabouts|give or take|maybe",
    each="(?:per|a|each) (?:track|song|piece)|each|apiece",
    range_begins="between|from",
    to="to|till|until|through|and",
    now="today|now|nowadays|present(?: day)?|this day|current(?: day)?",
    determiners="the|an?|year",
    ands="and",
    ors="or nor",
    beats="beats?|clicks?|(?:foot)?steps|footfalls|paces|strides|taps|strokes|pulses",
    per="per|a|to the|each|every",
    minutes="minutes?|mins?|m",
    seconds="seconds?|secs?|s",
    axes={
        "slower": ("tempo", -1), "faster": ("tempo", 1), "quicker": ("tempo", 1), "speedier": ("tempo", 1),
        "slow it down": ("tempo", -1), "slow down": ("tempo", -1), "speed it up": ("tempo", 1),
        "speed up": ("tempo", 1),
        "pick up the pace": ("tempo", 1), "pick it up": ("tempo", 1), "speed things up": ("tempo", 1),
        "slow things down": ("tempo", -1), "speed them up": ("tempo", 1), "slow them down": ("tempo", -1),
        "twice as fast": ("tempo", 1), "double the tempo": ("tempo", 1), "half as fast": ("tempo", -1),
        "half the tempo": ("tempo", -1), "half the speed": ("tempo", -1), "at half speed": ("tempo", -1),
        "tempo up": ("tempo", 1), "tempo down": ("tempo", -1), "up the tempo": ("tempo", 1),
        "lower the tempo": ("tempo", -1), "raise the tempo": ("tempo", 1), "bring the tempo up": ("tempo", 1),
        "bring the tempo down": ("tempo", -1), "more upbeat tempo": ("tempo", 1), "higher tempo": ("tempo", 1),
        "lower tempo": ("tempo", -1), "more slow": ("tempo", -1), "less fast": ("tempo", -1), "more fast": ("tempo", 1),
        "less slow": ("tempo", 1), "too fast": ("tempo", -1), "too quick": ("tempo", -1), "too slow": ("tempo", 1),
        "slowest": ("tempo", -1), "fastest": ("tempo", 1), "quickest": ("tempo", 1),
        "older": ("year", -1), "newer": ("year", 1), "more recent": ("year", 1), "more modern": ("year", 1),
        "earlier": ("year", -1), "too old": ("year", 1), "too new": ("year", -1), "too modern": ("year", -1),
        "longer": ("duration", 1), "shorter": ("duration", -1), "too long": ("duration", -1),
        "too short": ("duration", 1),
    },
    heightened={"lighter": "bright", "deeper": "low", "gentler": "quiet", "livelier": "energetic"},
    less="less|fewer",
    a_bit="a (?:little|tiny )?bit|a bit|a little|a touch|a tad|slightly|somewhat",
    much="much|way|a lot|lots|far|considerably|significantly|super|really",
    it="it|that|that one|this one",
    them="it|that|them|those|these|this|any of (?:it|that)",
    removing_it=(
        "(?:{removing}) {it}(?: all)?(?: out| away| off)?",
        "(?:leave|take|throw|kick) {it}(?: all)? (?:out|away|off)",
        "(?:(?:i|we) )?(?:don't|do not) (?:want|like|need) {it}(?: in there| there)?",
        "not {it}",
    ),
    removed_behind="out|no",
    disliking=(
        "(?:(?:i |we )?(?:really |just )?(?:don't|do not|didn't|did not|can't|cannot) (?:really |quite )?(?:like|love|"
        "enjoy|stand|fancy|care for|want|dig)|(?:i |we )?(?:really )?(?:hate|hated|dislike|disliked)|"
        "(?:i'm |i am )?not (?:a fan of|fond of|keen on|into|crazy about|sure about))"
    ),
    disliked_behind=(
        "(?:is|was|sounds?|feels?|'s) (?:(?:really|so|just|pretty|quite|a bit|absolutely|kind of|kinda) )*(?:awful|"
        "terrible|horrible|rubbish|garbage|crap|annoying|bad|the worst|ugly|unbearable|dreadful|hideous|no good|"
        "not good|"
        "not (?:really )?(?:for me|my (?:thing|taste|cup of tea)|it|right|what i (?:want(?:ed)?|mean|meant|"
        "asked for)))|"
        "(?:doesn't|does not) (?:fit|work|belong|suit)(?: here| at all| for me)?"
    ),
    more_tracks=(
        "more|the rest|rest|next|next ones?|the others?|others|other ones|other songs|other tracks|keep going|"
        "keep (?:them|it|'em) coming|continue|another(?: one)?|new ones|fresh ones|"
        "what else(?: (?:have you got|do you have|is there|you got))?"
    ),
    more_behind="more|others?|further|additional",
    suffices=(
        "(?:is|are|would be|will be|should be) (?:enough|plenty|fine|ok|okay|good|perfect|the limit)|"
        "(?:will|would|should) (?:do|suffice|fill|cover)|suffices?|tops|max(?:imum)?"
    ),
    more_of=(
        "more|increase the|turn up the|add(?: some| more| a bit of| in)?|(?:up|raise|boost) the|not enough|"
        "needs?(?: more| some)?|could use(?: more| some)?"
    ),
    too_much="(?:a (?:bit|little|tad) |way |much |far )?too",
    with_="with",
    but="but",
    goes_on=(
        "and|also|plus|more|less|fewer|only|just|same|make (?:it|them|that|this)|turn|keep|remove|drop|lose|add|"
        "too|what about|"
        "how about|in|from|by|before|after|since|under|over|between|at|around|even|still|a bit|a little|"
        "slightly|much|way|"
        "instead|except|instrumentals?|throw in|can it|could it|does it|do they|the same|swap|replace|bring|put|"
        "allow|tone|"
        "crank|dial|up|needs?|could use|never ?mind (?:about )?the|forget (?:about )?the|is there (?:one|"
        "a version)|rather"
    ),
    begins=(
        "(?:i(?:'m| am) (?:looking for|searching|after|in the mood)|i(?:'d| would) (?:like|love)|i (?:want|need|wanna)|"
        "find|search|look for|play|give|show|suggest|recommend)\\b(?: me)?"
        "(?! (?:it|them|those|these|that|this|more|less|other|the rest)\\b)|"
        "(?:a|an|some|any) (?!bit|little|lot|touch|tad)|music (?:for|to|with|from|that|by|of|like|in)|songs? |"
        "something (?!else|more|less|like|similar|(?:a |much |way )?\\w+er\\b)|tracks? |what (?:songs|music|tracks)|"
        "do you have|is there|are there"
    ),
    anew=(
        "completely different|(?:new|different|another) (?:topic|search)|start (?:over|again)|from scratch|"
        "change of (?:topic|subject)|reset|clear everything|forget (?:that|it|about|everything)"
    ),
    undo=(
        "(?:undo|revert|cancel|scrap|scratch|ignore|discard|forget|drop|reverse|take back)(?: (?:it|that|"
        "this|the last|that last|the|my|last|previous|change|step|thing|bit|part|request|refinement|one))*|"
        "(?:ignore|forget|scrap) what i (?:just )?(?:said|asked|wrote)|never ?mind(?: (?:that|it))?|"
        "ctrl[\\s+-]?z|(?:(?:go|take me|bring|switch|step|let's go|turn|put|change|get)(?: me| it| them|"
        " that| things)? )?(?:(?:one|a) (?:step|turn) )?back(?: (?:one|a step|please|"
        "again))?(?: (?:to )?(?:the )?(?:(?:ones?|list|results?|tracks?|songs?|what|those|previous|how|"
        "the way|like|as|earlier|last|old|before|first|original)\\b[\\w\\s']{0,40}))?|take (?:it|that) back|"
        "previous|(?:(?:show|give|bring|restore|return|go|want|get)(?: me| us)?(?: back|"
        " to)* )?(?:the )?(?:previous|earlier|last|old|first|original|former|other) (?:ones?|lists?|"
        "results?|tracks?|search(?:es)?|songs?|selection|state|version|step|wish)(?: (?:again|back|please|"
        "(?:was|were) (?:better|nicer|good)))*|(?:show (?:me )?)?the ones (?:from )?before|"
        "(?:i )?(?:think )?(?:i )?(?:liked|preferred|prefer|like(?=.*\\b(?:better|"
        "more)\\b)) (?:the (?:previous|earlier|last|old|first|original|former|other)(?: (?:ones?|lists?|"
        "results?|tracks?|search(?:es)?|songs?|selection|state|version|step|wish))?|what (?:you|"
        "we) had(?: before)?|it before|(?:the )?(?:list|ones) before)(?: better| more)?|(?:the (?:ones?|"
        "lists?|results?|tracks?|search(?:es)?|songs?|selection|state|version|step|wish) before|(?:that|it|"
        "this|they)(?: one)?(?: before)?) (?:was|were) (?:much )?(?:better|nicer)(?: before)?|(?:as|like|"
        "how|what) (?:it was|they were|we had|you had|before|earlier)(?: it)?(?: before)?"
    ),
    clearing=(
        "no|remove|drop|forget|ignore|scrap|ditch|dump|relax|waive|loosen|any|whatever|clear|lift|lose|"
        "never ?mind|"
        "(?:i |we )?(?:don't|do not) care (?:about|what|which)"
    ),
    unimportant=(
        "is not important|is not relevant|isn't important|doesn't matter|does not matter|is irrelevant|"
        "no longer matters|"
        "can be anything"
    ),
    limits="limit|restriction|filter",
    condition_qualities={
        **dict.fromkeys(("old", "new", "recent", "modern"), ("year_min", "year_max")),
        **dict.fromkeys(("short", "long"), ("duration_min_s", "duration_max_s")),
    },
    condition_names={
        **dict.fromkeys(("tempo", "speed", "bpm"), ("tempo_min", "tempo_max")),
        **dict.fromkeys(("year", "date", "decade", "era", "period"), ("year_min", "year_max")),
        **dict.fromkeys(("length", "duration"), ("duration_min_s", "duration_max_s")),
        "key": ("key",), "artist": ("artist",), "composer": ("artist",), "album": ("album",),
    },
    greets=(
        "hi|hello|hey|hiya|yo|good (?:morning|evening|afternoon)|how are (?:you|things)(?: doing)?|how's it going|"
        "what's up|how do you do|nice to meet you"
    ),
    thanks=(
        "thanks?(?: you)?(?: (?:so|very) much| a lot)?|thx|cheers|ok|okay|great|cool|nice|perfect|awesome|lovely|"
        "(?:good|nice|great) job|well done"
    ),
    parts="(?:good ?)?bye(?: for)?|good ?night|see (?:you|ya)(?: later| soon)?",
    praises="super|wow|wonderful|brilliant|excellent|beautiful|fantastic|amazing|good|fine|sweet|yes|ah|oh|many",
    halts="(?:stop|pause|halt|shut up)(?: it| that| playing| (?:the )?music)?",
    asks_for_help="who are you|what are you|what can you do|how do(?:es)? (?:you|this|it) work|help(?: me)?",
    addresses="there|hark|please|now|then|today|again|everyone|all",
    asks=(
        "i(?:'m| am) (?:looking|searching) for|i(?:'d| would) (?:like|love)(?: to (?:hear|listen to))?|"
        "i (?:want|need|wanna)(?: to (?:hear|listen to))?|"
        "(?:find|give|show|play|get|search|suggest|recommend)(?: for)?(?: me)?(?: up)?|let(?:'s| us) (?:hear|"
        "play|have)|"
        "do you have|got any"
    ),
    opens="hi|hey|hello|ok|okay|so|um+|well|now|please|then|something completely different|(?:what|how) about|"
    "new topic",
    please="please|thanks|thank you|thx|pls|plz",
    fillers=(
        "a an the some any i we you me my want need would like love wanna hear listen to play give show find "
        "search get "
        "suggest recommend please can could music song songs track tracks tune tunes piece pieces something "
        "anything one "
        "ones more less of for that which with in is are it its this these those them and or but now ok okay "
        "just only so "
        "from by at on do have there good nice great best really very bit little lot d m s t ll re ve let "
        "lets maybe also "
        "too again instead same make made keep kind sort type stuff thing things be has was what about how "
        "all tempo key "
        "bpm not sound sounds sounding result results still even go version versions one's as well w bring "
        "allow put throw "
        "come comes exist exists does back swap replace front lead matter actually sorry wait mean meant enough needs "
        "rather"
    ),
    any_kind="any(?: kind| sort| type)?(?: of)? (?:genres?|styles?|music|thing)|anything|everything|all genres",
    clause_words="and|to|who|that|which|because|while|when|but|so|where|if",
    quoting_words=(
        "(?:goes|going|go|says?|saying|sings?|singing|mentions?|contains?|with|has|have|includes?)(?: like| something like)?"
        "(?: (?:the|some|a))?(?: (?:words?|lyrics?|lines?|chorus|refrain|phrase))?(?: like| about)?|(?:lyrics?|chorus|refrain|"
        "hook|lines?)(?: (?:is|are|goes|that|says?|of|like|with))*|(?:where|in which) (?:he|she|they|it|somebody|someone|"
        "the singer) (?:sings?|says?|goes)"
    ),
    before_topics=(
        "(?:songs?|tracks?|tunes?|ballads?|something|anything|ones?|lyrics)(?: (?!with|by|like|from|in|for)[a-z'-]+){1,3}|"
        "(?:do )?(?:i|we|you) have|got"
    ),
    topic_word="about(?! (?:the (?:same|length)|as |right|this|that|it\\b|\\d|half|an? (?:minute|hour)|one|two|three|four|five))",
    mentioning_words=(
        "(?:they|it)(?: should| must| also| have to| has to)* mentions?(?: the words?)?|(?:songs?|music|tracks?|tunes?|ballads?|ones?|anthems?|lyrics|words|something|anything) (?:that |which |where (?:he |she |they |somebody |someone )?)?(?:mentions?|mentioning|talks? of|sings? of)"
        "(?: the words?)?|(?:songs?|music|tracks?|tunes?|ballads?|ones?|anthems?|lyrics|words|something|anything) (?:with|that contains?|containing|that has|that says|that say) the words?"
    ),
    topic_cues="about|on|of|like|that|which",
    pronouns="he him his she her hers they them their theirs it its this that these those himself herself themselves one ones",
    unspecific=(
        "mix mixtape "
        "suggestion suggestions recommendation recommendations recommended request requests artist artists band bands "
        "group groups singer singers musician musicians composer album albums playlist playlists list genre genres "
        "style styles vibe vibes feel feels feeling feelings mood moods similar looking searching finding trying "
        "wanting help advice ideas idea know known heard hear hearing listened listening preferably ideally basically "
        "kinda sorta gonna gotta im ive dont cant thats youre lol pls plz guys folks anyone everyone someone somebody "
        "people person favourite favourites favorite favorites love loved loves enjoy enjoyed prefer preferred awesome "
        "amazing cool great good nice perfect excellent fantastic decent solid please thanks thank wondering tonight "
        "today tomorrow currently lately recently usually mostly possible possibly etc wish wanna hello hi hey okay "
        "stuff thing things lots bunch couple pretty quite rather especially particularly somewhat somehow whatever "
        "whichever anyway whoever instrument instruments instrumentation melody melodies rhythm rhythms beat beats "
        "sounding song's called named titled examples example ones going gets getting feature featuring featured "
        "contain contains containing include includes including starting ending fits fit fitting suits suit suitable "
        "suggesting then next first afterwards bonus points preference interested interesting"
    ),
    hours="hours?|hrs?|h",
    list_nouns="(?:play ?)?lists?|mix(?:es|tapes?)?|sets?|sessions?|selections?|queues?|programmes?|programs?|shows?|albums?",
    lasting="of|for|lasting|running|about|around|roughly|approximately|at least|up to|that (?:lasts|runs|is|fills)|to fill",
    of_music="of|worth of",
    half_hours={
        "half an hour": 30, "half a hour": 30, "half hour": 30, "half-hour": 30, "an hour and a half": 90,
        "one and a half hours": 90, "a quarter of an hour": 15, "quarter of an hour": 15, "an hour": 60,
        "one hour": 60, "a couple of hours": 120, "hour-long": 60, "hour long": 60,
    },
    orders={
        "tempo": (
            "(?:from |go(?:ing|es)? )?slow(?:er|est|ly)? (?:to|towards?|into) (?:fast|quick)(?:er|est)?|"
            "(?<!that )(?<!which )start(?:ing)?(?: off| out)? (?:(?:\\w+ ){0,2}?)slow(?:er|ly)?\\b[\\w ,]{0,30}?"
            "\\b(?:end(?:s|ing)?|finish(?:es|ing)?|get(?:s|ting)?|build(?:s|ing)?)(?: up)? (?:\\w+ )?(?:fast|quick)(?:er)?|"
            "slow(?:est)? (?:ones |tracks |songs )?first|(?:order|sort|arrang|rank)(?:ed|e|ing)?(?: \\w+){0,5}? by "
            "(?:tempo|bpm|speed)"
        ),
        "-tempo": (
            "(?:from |go(?:ing|es)? )?fast(?:er|est)? (?:to|towards?|into) slow(?:er|est)?|"
            "fast(?:est)? (?:ones |tracks |songs )?first"
        ),
        "energy": (
            "(?:that |which |and |it )?start(?:s|ing)?(?: off| out)? (?:with )?(?:\\w+ ){0,1}?(?:calm|quiet|soft|mellow|chill|gentle|relaxed|easy)(?:ly)?\\b"
            "[\\w ,]{0,20}?\\b(?:end(?:s|ing)?|finish(?:es|ing)?)(?: up)? (?:with |on |in )?(?:a )?(?:bangers?|bang|wild(?:ly)?|"
            "energetic|loud|hype|lively|party|intense|dancing|danceable)(?: \\w+)?|"
            "(?:from |go(?:ing|es)? )?(?:calm|quiet|soft|mellow|chill|gentle|relaxed)(?:er|est)? (?:to|into) "
            "(?:energetic|wild|loud|intense|upbeat|hype[d]?)|"
            "(?:calm|quiet|soft)est (?:ones |tracks |songs )?first|(?:order|sort|arrang|rank)(?:ed|e|ing)?(?: \\w+){0,5}? by "
            "energy|(?:that |which |it )?(?:slowly |gradually )?(?:builds? up|gets? (?:more energetic|more intense|wilder))"
            "(?= (?:over|through|towards?|from)\\b)"
        ),
        "-energy": (
            "(?:from |go(?:ing|es)? )?(?:energetic|wild|loud|intense|upbeat)(?:er|est)? (?:to|into) "
            "(?:calm|quiet|soft|mellow|chill|gentle|relaxed)(?:er|est)?|loudest (?:ones |tracks |songs )?first|"
            "(?:that |which |it )?(?:slowly |gradually )?(?:winds?|winding|calms?|calming) down(?= (?:over|towards?|at)\\b)"
        ),
        "year": (
            "(?:oldest|earliest) (?:ones |tracks |songs )?first|(?:in )?chronological(?:ly)?(?: order)?|"
            "(?:from )?old(?:est)? to new(?:est)?|(?:order|sort|arrang)(?:ed|e|ing)?(?: \\w+)? by (?:year|date|age)"
        ),
        "-year": "(?:newest|latest|most recent) (?:ones |tracks |songs )?first|(?:from )?new(?:est)? to old(?:est)?",
        "title": (
            "(?:in )?alphabetical(?:ly)?(?: order)?|(?:order|sort|arrang)(?:ed|e|ing)?(?: \\w+)? by (?:title|name)|"
            "from a to z"
        ),
        "duration": (
            "shortest (?:ones |tracks |songs )?first|(?:from )?short(?:est)? to long(?:est)?|"
            "(?:order|sort|arrang)(?:ed|e|ing)?(?: \\w+)? by (?:length|duration)"
        ),
        "-duration": "longest (?:ones |tracks |songs )?first|(?:from )?long(?:est)? to short(?:est)?",
        "random": "shuffled?|(?:in |a )?random(?:ised?|ly|ized?)?(?: order)?|mixed up order",
        "key": '(?:(?:in|by|sorted by|ordered by|order(?:ed)? of|along|round|around|following) )*(?:the )?circle of (?:fifths|5ths)|(?:order|sort|arrang|mix)(?:ed|e|ing)?(?: \\w+)? (?:by key|harmonically)|harmonic(?:ally)? (?:mix(?:ed|ing)?|order(?:ed)?)(?: order)?|(?:in|by) (?:order of )?key order|camelot order',
        "-title": '(?:from )?z to a|reverse alphabetical(?:ly)?(?: order)?',
    },
    arcs={
        "rise tempo": (
            "(?:that |which |it |and )?(?:slowly |gradually |should )*(?:gets?|getting|becomes?|becoming|goes|going) "
            "(?:gradually |steadily |ever |slowly )?(?:faster|quicker)(?: and faster)?|"
            "(?:that |which |it )?(?:slowly |gradually )?(?:speeds?|speeding) up|tempo (?:goes|going|rising|rises) (?:up)?"
        ),
        "fall tempo": (
            "(?:that |which |it |and )?(?:slowly |gradually |should )*(?:gets?|getting|becomes?|becoming|goes|going) "
            "(?:gradually |steadily |ever )?slower(?: and slower)?|(?:that |which |it )?(?:slowly |gradually )?"
            "(?:slows?|slowing) down"
        ),
        "peak energy": (
            "(?:that |which |it )?(?:slowly |gradually |should )*(?:builds?|building|rises?|rising|climbs?|warms?|starts? "
            "(?:calm|quiet|soft|slow|gentle|mellow)(?:ly)?)(?: up)?(?: to (?:a|the|its) (?:\\w+ )?(?:peak|climax|high ?point))?"
            "(?:,| and| then| before| slowly| it)+ (?:then |again |slowly |gradually |peaks? (?:in the middle )?(?:and |then )*)*"
            "(?:winds?|winding|cools?|cooling|calms?|calming|comes?|coming|goes|falls?|falling|drops?|eases?|ends? "
            "(?:calm|quiet|soft|slow|gentle|mellow)(?:ly)?)(?: back| down| off| again)*|"
            "(?:that |which |it |with |and |has |having |should |a |the |its )*(?:peaks?|peaking|climax(?:es)?|high ?point)"
            " (?:energy )?(?:in|at|towards?|near|around|about|halfway|two thirds|after) "
            "(?:the |its |of |third |thirds |two |through |way )*(?:middle|centre|center|end|halfway|half|way|through)?|"
            "(?:rises?|rising|goes|ups?|going)(?: up)? and (?:falls?|falling|down)s?(?: again)?|(?:with |in )?(?:an? )?"
            "(?:bell|arc|wave|mountain)(?:[ -]shaped?| curve)|"
            "(?:with )?(?:a )?warm[ -]?up(?:,|\\b)[\\w ,]{0,40}?\\bcool[ -]?down"
        ),
        "fall energy": (
            "(?<!for )(?:that |which |it |should |and )*(?:slowly |gradually |gently )*(?:winds|winding|calms|calming|cools|"
            "cooling|comes|coming) (?:me |us |them |things |everyone )?down(?: (?:slowly|gradually|gently|over time))?|"
            "(?:should|must|let it|make it) (?:slowly |gradually |gently )*(?:wind|calm|cool) down|"
            "(?:that |which |it |and )?(?:slowly |gradually )*(?:gets?|getting|becomes?|becoming) (?:gradually |steadily |ever |"
            "more and more )?(?:calmer|quieter|softer|gentler|more relaxed|more peaceful|sleepier)(?: and \\w+er)?|"
            "fad(?:es?|ing) (?:out|away|down)|(?:ends?|ending) (?:very |really )?(?:calm|quiet|soft)(?:ly)?"
        ),
        "rise energy": (
            "(?:that |which |it |and )?(?:slowly |gradually |should )*(?:gets?|getting|becomes?|becoming) (?:gradually |steadily |"
            "ever |more and more )?(?:livelier|wilder|louder|bigger|more (?:intense|energetic|upbeat|lively))(?: and \\w+er)?|"
            "(?:that |which |it )?(?:slowly |gradually |should )*(?:ramps?|ramping|picks?|picking|builds?|building|warms?|"
            "warming) (?:things |it )?up(?: (?:slowly|gradually|over time))?|"
            "(?:that |which |it )?(?:slowly |gradually |should )*(?:builds?|building)(?: (?:slowly|gradually|over time))?|"
            "crescendo|build[ -]?up"
        ),
    },
    sorting="order|sort|arrang|rank|first",
    superlatives={
        "tempo": "slowest", "-tempo": "fastest|quickest|speediest", "year": "oldest|earliest",
        "-year": "newest|latest|most (?:recent|modern)", "duration": "shortest|briefest", "-duration": "longest",
        "energy": "calmest|quietest|softest|gentlest|mellowest|least energetic",
        "-energy": "wildest|liveliest|loudest|most (?:energetic|intense)",
    },
    reversals="the other way (?:a?round)|(?:in )?reverse(?:d)?(?: (?:the )?order| (?:it|them))?|backwards|turn (?:it|them|the (?:order|list)) (?:a?round)",
    most_each=(
        "(?:with |and )?(?:(?:at most|at the most|no more than|not more than|max(?:imum)?(?: of)?|up to|only|just) )?{n}(?: "
        "(?:songs?|tracks?|pieces?|tunes?))?(?: max)?(?: each)? (?:by|per|from|of|for) (?:the same |each |every |any |one |an? |"
        "single |any one )*(?:{kind})",
        "no (?:{kind}) (?:should |may |can )?(?:be |come |appear |occur |show up )?(?:there )?more than {n}(?: times)?",
    ),
    artists="artists?|bands?|composers?|musicians?|singers?|performers?|persons?|people",
    albums="albums?|records?|discs?",
    in_a_row=(
        "(?:no|never|not|don't(?: \\w+)?|do not(?: \\w+)?|avoid|without|nothing)\\b[^,.;]{{0,40}}?\\b(?:{kind})"
        "[^,.;]{{0,24}}?(?:in a row|back[ -]to[ -]back|one after (?:the other|another)|next to each other|"
        "consecutive(?:ly)?|in succession|after each other)",
        "(?:no|never|not|avoid|without)\\b[^,.;]{{0,12}}?(?:consecutive|back[ -]to[ -]back|adjacent)\\b[^,.;]{{0,30}}?\\b(?:{kind})",
    ),
    apart=(
        "(?:at least |with |leave |keep |have )*(?:{n}|a few|several) (?:other )?(?:songs?|tracks?|others?|pieces?|tunes?)"
        "(?: at least)?(?: in)? (?:between|before)[^,.;]{{0,40}}?\\b(?:{kind})(?: (?:comes? back|returns?|repeats?|again|"
        "twice)\\b(?: again)?)?",
        "(?:and |but )?(?:space|spac(?:ed|ing)|spread(?:ing)?|keep(?:ing)?|mix(?:ed|ing)?)(?: out| up)?(?: the| (?:songs?|tracks?|pieces?)"
        "| by| of| same| each)*(?: (?:{kind}))(?: out| apart| up)*(?: by| at least)*(?: {n})?(?: (?:songs?|tracks?|pieces?))?",
        "(?:no|not the|never the|don't repeat (?:an?|the)?|do not repeat (?:an?|the)?) ?(?:same )?(?:{kind}) (?:again |repeated |twice )?(?:within|for|in) "
        "(?:at least |the next |any )*{n}(?: (?:songs?|tracks?|pieces?))?",
    ),
    long_units={
        "days?": 24 * 60, "weeks?": 7 * 24 * 60, "months?": 30 * 24 * 60, "years?": 365 * 24 * 60, "decades?": 3650 * 24 * 60,
    },
    from_to=("from|starting (?:with|at|from)|starts? (?:with|at|from)|begin(?:s|ning)? (?:with|at)|leads? from", "to|towards?|until|through to|over to|and end(?:s|ing)? (?:up )?(?:with|at|on|in)|ending (?:with|at|on|in)"),
    between_and=("between", "and|&"),
    starting=(
        "from|(?:start|begin|open|go|mov)(?:s|e|es|ing|ning)?(?: off| out)?(?: with| on| from)?|going|first"
    ),
    ending=(
        "to|into|till|until|towards?|(?:and |then |and then )?(?:end|finish|clos)(?:s|e|es|ing)?(?: up)?(?: with| on| in| at)?|"
        "(?:and )?then(?: to)?"
    ),
    extremes={"slow": ("tempo", -1), "fast": ("tempo", 1), "quick": ("tempo", 1), "old|earli": ("year", -1), "new|late|recent": ("year", 1), "short": ("duration", -1), "long": ("duration", 1)},
    once_each=(
        "(?:(?:only |just )?(?:one|1) (?:song|track|piece|tune)?\\s?(?:per|from each|by each|for each|of each) "
        "(?:artist|band|composer|musician)|(?:don't|do not|dont|not|without) repeat(?:ing)? (?:any |an |the )?(?:artists?|bands?|composers?)|"
        "(?:(?:only|just) )?(?:one|1) (?:song|track|piece|tune)? ?by (?:each|every|any) (?:artist|band|composer|musician)|"
        "no (?:two|2) (?:songs|tracks|pieces|tunes) (?:by|from|of) the same "
        "(?:artist|band|composer|musician)|(?:without|no|never) (?:repeat(?:s|ing)?|repetitions?) ?(?:of |the |any |the same "
        "|same |an )*(?:artists?|bands?|composers?)|(?:each|every|all) (?:by|from) (?:a )?different "
        "(?:artists?|bands?|composers?)|(?:never |no )?(?:the )?same (?:artist|band|composer) twice)"
    ),
    surprises=(
        "sur?pri[sz]e me|surprise|(?:play|give me|show me|put on|pick) (?:me )?(?:anything|whatever|something you (?:like|want|fancy))"
        "|i(?:'m| am) feeling lucky|your choice|you (?:choose|decide|pick)|dealer's choice|"
        "anything goes|something random|random (?:song|track|music)"
    ),
    unknowable={
        "rating": (
            "(?:only |at least )?(?:\\d|one|two|three|four|five)[ -]?stars?(?: (?:or (?:more|better|above|higher)|and up|"
            "rated))?|(?:top|highest|highly|best)[ -]rated|rated (?:at least |over |above )?(?:\\d|one|two|three|four|five)"
            "(?: stars?)?|(?:that |which )?(?:i|we) (?:have |'ve )?(?:rated|starred|hearted|favou?rited|thumbed up)"
            "(?: \\w+){0,2}|my (?:starred|liked|favou?rited?|top rated) (?=songs|tracks|music)"
        ),
        "explicit": (
            "(?:nothing|no|non|not|without)?[ -]?explicit(?: (?:lyrics|language|words|content|songs))?|"
            "(?:no |without |free of )?(?:swear(?:ing|words)|swear words|curs(?:ing|e words)|bad language|profanity|"
            "f[ -]?bombs?)|clean (?:versions?|lyrics|language)|radio edits?|(?:family|kid|child|work)[ -](?:friendly|safe)|"
            "safe for (?:work|kids|children)|n?sfw"
        ),
        "added": (
            "(?:recent(?:ly)?|newly|just|last|latest) (?:added|imported|bought|downloaded|ripped|additions?)|"
            "(?:that |which )?(?:i|we)(?:'ve| have)? (?:just |only |recently )?(?:added|bought|downloaded|imported|ripped)"
            "(?: (?:in|to|since|on|during|within|my|the|library|this|last|past|today|yesterday|week|month|year|night|"
            "recently|\\d+|few|days?|weeks?|months?))*|"
            "added (?:in |since |within |during |on )?(?:today|yesterday|(?:the |this |last |past )+\\w+(?: \\w+)?)|"
            "new(?:est)? (?:additions|arrivals)|new (?:in|to) my (?:library|collection)"
        ),
        "played": (
            "(?:my )?(?:most|least|recently|last|never|often|rarely)[ -](?:played|listened(?: to)?)|"
            "(?:that |which |songs )?(?:i|we)(?:'ve| have|haven't| have not|'ve not)? (?:not |never |n't )?"
            "(?:haven't |hasn't |never |not )(?:heard|played|listened to)(?: (?:in|for|since|the|a|past|while|ages|long|time|lately|yet|"
            "before|recently|today|yesterday|this|last|\\d+|two|three|four|five|six|ten|few|days?|weeks?|months?|years?))*|"
            "(?:that |which |what )?(?:i|we)(?:'ve| have)?(?: been)? (?:played|heard|listened to|playing|hearing|"
            "listening to)(?: (?:lately|recently|today|yesterday|last night|(?:this|last|past) (?:week|month|year)|"
            "in the last \\w+ \\w+))|on (?:heavy )?rotation|forgotten favou?rites"
        ),
        "version": (
            "(?:no |not |only |without |any )?(?:live|studio|demo|original|extended|alternate|alternative|remastered|bootleg|"
            "karaoke|cover|remixed|radio|single|album|mono|stereo)[ -](?:versions?|recordings?|takes?|performances?|sessions?|"
            "cuts?|mix(?:es)?|edits?)(?: only)?|(?:no |only |not |without )?(?:remix(?:es|ed)?|remaster(?:s|ed)?|bootlegs?|"
            "covers|cover versions?|demos|mash-?ups?)(?: only)?|recorded live|live in concert|"
            "(?:no |only )live (?:stuff|music|songs|tracks|albums)"
        ),
        "language": (
            "(?:sung|singing|sings?|lyrics|words|vocals?|songs?|rap|rapping|music|tracks|ones) (?:all |only )?in "
            "(?:{tongue})|(?:{tongue})[ -](?:language|lyrics|vocals?|singing|words|speaking|sung)(?: (?:songs|music))?|"
            "(?:not|never|only|nothing) (?:sung )?in (?:{tongue})(?: (?:language|only))?|"
            "in (?:a )?(?:foreign|another|different|my own) language|foreign[ -]language"
        ),
        "lyrics": (
            "(?:songs?|tracks?|ones?|something) where (?:he|she|they|it|someone|somebody|the singer) (?:sings?|says?|talks?)"
            "(?: about| that| of)?|(?:whose )?"
            "(?:songs?|music|tracks?|tunes?|ballads?|pieces?|ones|anthems?|lyrics|words|something|anything|lyrically) "
            "(?:(?:that|which) )?(?:(?:is|are|talks?|sings?|tells?|singing|telling|talking|all) )*about"
            "(?! (?:the (?:same|length)|as |right|this|that|it\\b|\\d|half|an? (?:minute|hour)|one|two|three|four|five))|"
            "(?:with )?(?:meaningful|deep|clever|poetic|funny|honest|good|great|nice) lyrics|"
            "(?:with )?lyrics (?:that|which|on|of|like)|(?:that |which )?(?:mentions?|says?|contains? the words?) "
            "(?=[\"'])"
        ),
        "metre": (
            "(?:in )?(?<![\\w/.])(?:[2-9]|1[0-5])/(?:2|4|8|16)(?! [\\w]*mix)(?: (?:time|metre|meter|beat|rhythm|"
            "signatures?))*|(?:in )?(?:six|five|seven|four|nine)[ -](?:four|eight)(?: (?:time|metre|meter))|"
            "(?:in )?(?:odd|unusual|irregular|complex|compound|triple|duple) (?:time|met(?:er|re))s?(?: signatures?)?|"
            "time signatures?"
        ),
        "structure": (
            "(?:that |which |who |it )?(?:starts?|begins?|opens?|starting|beginning|opening)(?: off| out| up)?"
            "(?! (?:with|at|in|from|over|again|anew|playing)\\b)[\\w ,'-]{3,40}?\\b(?:and|then|but|before)\\b[\\w ,'-]{0,30}?"
            "\\b(?:ends?|ending|finish\\w*|builds?|turns?|gets?|becomes?|becoming|explodes?|go|goes|drops?|picks up|"
            "speeds up|slows down)(?: (?:up|into|to|as|really|very|all|more|something|with|on|a|the)\\b)*(?: \\w+){1,3}(?:,? and \\w+)?|"
            "(?:slow(?:ly)?|gradual(?:ly)?|constantly|steadily|always)[ -]build(?:s|ing|[ -]?ups?)?|"
            "(?:that |which |it )?(?:slowly |gradually )?(?:builds?|building)(?: up)?(?: (?:slowly|gradually|over time)"
            "| to(?:wards)? (?:a |the )?(?:\\w+ )?(?:climax|peak|finale?|end)| from nothing)?(?=\\W*$|[,.;!?]| and\\b)|"
            "(?:with )?(?:a |an )?(?:quiet|soft|slow|loud|calm|gentle|sudden|abrupt|long|big|huge|epic|short) "
            "(?:start|intro(?:duction)?|opening|beginning|end|ending|outro|finish|climax|build[ -]?up)s?|"
            "(?:with )?(?:a |the )?(?:great |big |huge )?(?:climax(?:es)?|crescendos?)|"
            "(?:a )?(?:pause|break|silence) (?:right |just )?before the drop|(?:a |with )?(?:key|tempo|bpm) "
            "(?:changes?|increases?)|fades? (?:in|out)"
        ),
        "rights": (
            "(?:royalty|copyright)[ -]?free|no copyright|without copyright|creative commons|cc[ -]?(?:by|0)\\b|"
            "(?:in the )?public domain|free to use|licen[cs]ed|safe to monetize|no (?:copyright )?(?:strikes?|claims?)"
        ),
        "popularity": (
            "(?:top |number one |biggest |greatest |chart |billboard )(?:\\d+ )?hits?|chart[ -]?toppers?|billboard|famous|"
            "(?:well|lesser|little|least|best)[ -]known|underrated|overrated|mainstream|obscure|(?:un)?popular|"
            "hidden gems?|trending|viral|underground"
        ),
        "people": (
            "(?:by )?(?:female|male|women|woman|black|young|solo|local|indigenous|all[ -]girl|girl|boy)[ -]"
            "(?:artists?|musicians?|composers?|bands?|producers?|groups?|fronted(?: bands?)?)"
        ),
        "quality": (
            "lossless(?: (?:files?|audio|only|formats?))?|flacs?(?: (?:files?|only))?|mp3s?(?: (?:files?|only))?|"
            "wavs?(?: (?:files?|only))|hi-?res(?:olution)?(?: audio)?|(?:24|16)[ -]?bit|\\d{2,3} ?kbps|"
            "(?:good|high|best|better|decent) (?:sound |audio )quality|vinyl rips?"
        ),
    },
    standing={
        "permanent": "from now on|from here on(?: out)?|permanently|for good|for ?ever|as a (?:general )?rule|in (?:the )?future|going forward|henceforth",
        "lasting": "(?:please )?(?:never ever|never again|not ever again|always (?:skip|leave out|exclude|hide|avoid|omit|remove|filter out|ignore)|block|ban|blacklist)(?: (?:play|show|suggest|recommend|give|put on)(?:ing)?)?(?: (?:me|us))?",
        "never": "(?:please |can you |could you )*(?:(?:i )?never(?: ever)? (?:play|show|suggest|recommend|give|put on|queue|want to hear|let me hear)|(?:don't|dont|do not) (?:you )?ever (?:play|show|suggest|recommend|give|put on)|(?:i )?never (?=.+ again))(?: (?:me|us))?",
        "again": "again|any ?more|ever(?: again)?",
        "without": "nothing|no (?:tracks?|songs?|pieces?|music)|never(?: play)? anything",
        "only": "only(?: play| show| search| use)?(?: me)?(?: (?:music|tracks|songs|stuff|things))?(?: (?:from|in|out of))?|play only(?: (?:music|tracks|songs))? (?:from|in)",
        "lift": "(?:please )?(?:lift|remove|delete|drop|cancel|forget|take back|undo)(?: the| that| my| this)? (?:standing )?rules?(?: (?:about|on|against|for))?(?P<lifted> .+)?|(?:please )?(?:lift|remove|delete|drop|cancel|forget) (?:all(?: of)?|every)(?: the| my)? (?:standing )?rules?|(?:please )?(?:unblock|un-?ban|allow)(?P<freed> .+?)(?: again)?|you (?:may|can) play(?P<played> .+) again",
        "list": "(?:(?:what|which|show|list|tell)(?: are| me| all)?(?: of)?(?: my| the)?|my|the) (?:standing )?rules(?: (?:do i have|are there|hold|apply|have i (?:set|made)))?|(?:what|which artists?|who) (?:do you|have i) never (?:play|let you play)",
        "always": "(?:yes,? )?(?:always|forever|for good|permanently|from now on|every time|never again|keep (?:it|that)(?: as a rule)?)",
        "now": "(?:no,? )?(?:just |only )?(?:now|for now|this time|(?:in )?this conversation|here|today)(?: only)?",
    },
    library_questions={
        "count": (
            "(?:and |so |ok )?how (?:many|much) (?!of (?:these|them|those))[\\w ,&'-]{0,60}?(?:do (?:i|we|you) have|are "
            "(?:there|in (?:here|it|my library))|(?:have i|did i) (?:got|added)?|is there|in (?:my|this|the) "
            "(?:library|collection))[\\w ]{0,40}|how big is (?:my|this|the) (?:library|collection)|"
            "count (?:my|the) [\\w ]{2,40}|do i have (?:a lot of|much|many) [\\w ]{2,40}"
        ),
        "artists": "(?:which|what|list|show(?: me)?|name|who are)(?: all)?(?: of)?(?: my| the)? (?:artists?|bands?|composers?|musicians?)(?: (?:do (?:i|we|you) have|are (?:there|in (?:here|it|my library|this library|the library))|have i got|in (?:my|this|the) (?:library|collection)))?(?: here)?",
        "albums": "(?:which|what|list|show(?: me)?|name)(?: all)?(?: of)?(?: my| the)? (?:albums?|records?)(?: (?:do (?:i|we|you) have|are (?:there|in (?:here|it|my library|this library|the library))|have i got|in (?:my|this|the) (?:library|collection)))?(?: here)?",
        "genres": "(?:which|what|list|show(?: me)?|name)(?: all)?(?: of)?(?: my| the)? (?:genres?|styles?|(?:kinds?|types?|sorts?) of music)(?: (?:do (?:i|we|you) have|are (?:there|in (?:here|it|my library|this library|the library))|have i got|in (?:my|this|the) (?:library|collection)))?(?: here)?",
        "overview": "what(?:'s| is| music is| have i got| do (?:i|we|you) have)(?: got)?(?: (?:in|on) (?:my|this|the|your) (?:library|collection|computer|disk)| here)?|(?:describe|summari[sz]e|tell me about) (?:my|this|the) (?:library|collection)|what (?:music|songs|tracks) (?:do (?:i|we|you) have|are (?:there|in (?:here|my library)))",
        "longest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?longest (?:track|song|piece|file|one)?(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "shortest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?shortest (?:track|song|piece|file|one)?(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "fastest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?(?:fastest|quickest) (?:track|song|piece)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "slowest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?slowest (?:track|song|piece)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "oldest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?oldest (?:track|song|piece|recording)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "newest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?(?:newest|latest|most recent) (?:track|song|piece|recording)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "loudest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?loudest (?:track|song|piece)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "quietest": "(?:what(?:'s| is) |which is |show(?: me)? |play(?: me)? |find )?(?:my|the) (?:very )?quietest (?:track|song|piece)(?: (?:i have|here|in (?:my|this|the) (?:library|collection)))?",
        "rights": "(?:is|are) (?:it|this|that|they|these|those|any of (?:it|this|these)|the music|all of (?:it|this)) (?:really )?(?:copyright|royalty)[ -]?free|(?:can|may) i (?:legally )?(?:use|publish|monetize) (?:it|this|these|them)(?: [\\w ]{2,40})?|is (?:it|this) copyrighted|what(?:'s| is) the licen[cs]e(?: [\\w ]{2,20})?",
    },
)  # fmt: skip
