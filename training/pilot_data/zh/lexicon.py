"""The words of Chinese that the normaliser cuts sentences into, each with an English gloss.

Chinese is written without spaces. The normaliser folds traditional characters into simplified ones and cuts a run of
characters into the longest words of this list; what is not in it stands alone, character by character. Compounds whose last
part names the kind (bedside-lamp) are left out on purpose, so that "lamp" is a word of its own in names and in sentences.
The glosses are for readers, and for the embeddings: a word begins its training where its gloss is.
"""

_WORDS = """
# places
客厅 living room;卧室 bedroom;主卧 master bedroom;主卧室 master bedroom;次卧 second bedroom;次卧室 second bedroom;厨房 kitchen;浴室 bathroom;卫生间 bathroom;
洗手间 bathroom;厕所 toilet;书房 study;餐厅 dining room;饭厅 dining room;阳台 balcony;车库 garage;玄关 entrance;走廊 hallway;过道 hallway;儿童房 kids room;
婴儿房 nursery;客房 guest room;花园 garden;院子 yard;前院 front yard;后院 back yard;地下室 basement;阁楼 attic;办公室 office;工作室 studio;储藏室 storage room;
储物间 storage room;洗衣房 laundry room;衣帽间 closet;门厅 foyer;门口 entrance;大厅 lobby;楼梯 stairs;楼梯间 stairway;露台 terrace;天台 rooftop;影音室 media room;
健身房 gym;游戏室 game room;茶室 den;睡房 bedroom;主人房 master bedroom;工人房 spare room;起居室 living room;更衣室 dressing room;杂物间 storage room;
游泳池 pool;泳池 pool;房间 room;屋子 house;屋里 house;家里 home;家中 home;全屋 house;全家 house;整个 whole;屋 house;室 room;厅 hall;房 room;楼 floor;楼上 upstairs;楼下 downstairs;
顶楼 top floor;底层 ground floor;层 floor;室外 outside;室内 inside;户外 outside;外面 outside;里面 inside;里 in;这里 here;这儿 here;这边 here;那里 there;这间 this room;
此处 here;呢度 here;呢间 this room;这个 this;那个 that;呢个 this;嗰个 that;每个 every;各个 every;床头 bedside;书桌 desk;桌 table;茶几 table;餐桌 dining table;沙发 sofa;床 bed;
窗边 window;窗户 window;窗子 window;窗 window;门 door;前门 front door;后门 back door;侧门 side door;大门 main door;房门 door;入户门 front door;铁门 gate;车库门 garage door;闸门 gate;
左侧 left;右侧 right;左边 left;右边 right;中间 middle;上面 top;下面 bottom;前面 front;后面 back;东 east;西 west;南 south;北 north;墙 wall;落地 floor;吸顶 ceiling;天花板 ceiling;
柜 cabinet;橱柜 cabinet;镜 mirror;氛围 mood;阅读 reading;走道 hallway;车道 driveway;仓库 shed;温室 greenhouse;酒窖 cellar;宿舍 dorm;教室 classroom;会议室 meeting room;
# things
灯 light;灯光 light;灯泡 bulb;灯带 light strip;电灯 light;灯具 lights;照明 lighting;开关 switch;插座 outlet;插头 plug;插排 outlet;风扇 fan;电扇 fan;吊扇 ceiling fan;电风扇 fan;排气扇 fan;
窗帘 curtain;纱帘 curtain;布帘 curtain;百叶窗 blinds;百叶帘 blinds;卷帘 blind;卷帘门 shutter;遮阳帘 shade;遮阳棚 awning;帘子 curtain;帘 curtain;天窗 skylight;
门锁 lock;锁 lock;智能锁 smart lock;电子锁 lock;空调 ac;冷气 ac;冷气机 ac;暖气 heating;地暖 heating;暖炉 heater;取暖器 heater;电暖器 heater;恒温器 thermostat;温控器 thermostat;恒温 thermostat;
音箱 speaker;音响 speaker;喇叭 speaker;扬声器 speaker;电视 tv;电视机 tv;播放器 player;收音机 radio;音乐 music;歌 song;歌曲 song;首 song;曲 song;影片 movie;电影 movie;视频 video;节目 program;
扫地机器人 robot vacuum;扫地机 vacuum;吸尘器 vacuum;吸尘机 vacuum;拖地机 mop;机器人 robot;扫拖机器人 robot vacuum;拖地 mop;扫地 vacuum;吸尘 vacuum;打扫 clean;清扫 clean;清洁 clean;
阀门 valve;水阀 water valve;水龙头 tap;热水 hot water;冷水 water;水 water;热水器 water heater;
传感器 sensor;感应器 sensor;感测器 sensor;门磁 door sensor;烟感 smoke sensor;探测器 detector;侦测器 detector;报警器 alarm;警报 alarm;警铃 siren;警报器 alarm;摄像头 camera;摄影机 camera;监控 camera;镜头 camera;
定时器 timer;计时器 timer;计时 timer;倒计时 countdown;倒数 countdown;定时 timer;闹钟 timer;
场景 scene;情景 scene;脚本 script;自动化 automation;天气 weather;天气预报 weather forecast;气象 weather;预报 forecast;
咖啡机 coffee machine;咖啡 coffee;拿铁 latte;美式 americano;浓缩 espresso;卡布奇诺 cappuccino;摩卡 mocha;杯 cup;牛奶 milk;糖 sugar;
电饭煲 rice cooker;电饭锅 rice cooker;电锅 rice cooker;饭煲 rice cooker;煮饭 cook rice;白饭 white rice;米饭 rice;煮粥 porridge;粥 porridge;
烤箱 oven;焗炉 oven;冰箱 fridge;雪柜 fridge;冷冻室 freezer;冷藏室 fridge;冰柜 freezer;洗衣机 washing machine;烘干机 dryer;干衣机 dryer;洗碗机 dishwasher;水壶 kettle;热水壶 kettle;电热水壶 kettle;电水壶 kettle;
加湿器 humidifier;除湿机 dehumidifier;抽湿机 dehumidifier;空气净化器 air purifier;净化器 purifier;空气清净机 air purifier;清净机 purifier;微波炉 microwave;电磁炉 cooktop;抽油烟机 hood;油烟机 hood;
割草机 lawn mower;喂食器 feeder;洒水器 sprinkler;灌溉 sprinkler;喷泉 fountain;打印机 printer;升降桌 desk;电脑 computer;手机 phone;电话 phone;平板 tablet;
设备 device;电器 device;装置 device;家电 device;所有 all;全部 all;都 all;每 every;全 all;其他 other;其它 other;除了 except;以外 except;之外 except;两 two;
# deeds
打开 turn on;开启 turn on;启动 start;启用 enable;开 on;开着 on;关闭 turn off;关掉 turn off;关上 close;关 off;关着 off;关了 off;熄灭 turn off;熄 off;熄掉 turn off;熄咗 turn off;闩 close;闩埋 close;闩咗 close;开咗 on;点亮 light up;亮 bright;亮着 on;亮点 brighter;
停用 disable;切断 cut off;断电 power off;通电 power on;运行 run;执行 run;激活 activate;触发 activate;切换 toggle;切换到 switch to;切到 switch to;进入 activate;
调到 set to;调至 set to;调成 set to;调整 adjust;调整到 set to;调整为 set to;设为 set to;设成 set to;设置 set;设置为 set to;设置成 set to;设置到 set to;设定 set;设定为 set to;设定到 set to;设到 set to;设至 set to;设 set;调节 adjust;调节到 set to;调 adjust;校到 set to;较到 set to;较 adjust;转到 set to;转成 set to;转 turn;
改成 change to;改为 change to;改到 change to;变成 change to;变为 change to;变 change;换成 change to;换 change;开到 set to;关到 set to;升到 raise to;降到 lower to;拉到 move to;
调高 turn up;调低 turn down;调大 turn up;调小 turn down;调亮 brighten;调暗 dim;升高 raise;降低 lower;提高 increase;增加 increase;增大 increase;减少 decrease;减小 reduce;减低 reduce;加大 increase;加强 increase;减弱 reduce;调强 turn up;调弱 turn down;
调快 faster;调慢 slower;加快 faster;减慢 slower;快 faster;慢 slower;大 up;小 down;高 higher;低 lower;强 stronger;弱 weaker;亮度 brightness;变亮 brighter;变暗 dimmer;暗 dark;更 more;太 too;一点 a bit;一些 some;一下 just;点 point;啲 a bit;
再 again;稍微 slightly;一半 half;半 half;最大 maximum;最小 minimum;最高 maximum;最低 minimum;最亮 brightest;最暗 dimmest;最强 maximum;最弱 minimum;
拉开 open;拉上 close;拉起 raise;拉 pull;升起 raise;升上 raise;放下 lower;降下 lower;合上 close;掀开 open;收起 raise;半开 half open;升 raise;降 lower;
锁上 lock;上锁 lock;锁好 lock;锁住 lock;锁定 lock;反锁 lock;解锁 unlock;开锁 unlock;解开 unlock;锁着 locked;没锁 unlocked;
播放 play;播 play;暂停 pause;继续 resume;恢复 resume;停止 stop;停 stop;停下 stop;停住 stop;停低 stop;下一首 next song;上一首 previous song;下一曲 next track;上一曲 previous track;下一个 next;上一个 previous;切歌 skip song;跳过 skip;
静音 mute;取消静音 unmute;解除静音 unmute;取消 cancel;解除 cancel;结束 end;音量 volume;声音 sound;大声 louder;小声 quieter;细声 quieter;声 sound;安静 quiet;吵 loud;
回去 go back;返回 return;回充 dock;充电 charge;充电座 dock;回家 home;基座 base;回到 return to;
延长 extend;缩短 reduce;加 add;减 reduce;剩 left;剩余 remaining;剩下 left;还有 left;还剩 left;
来 give;要 want;想 want;需要 need;想要 want;给 give;泡 make;煮 make;做 make;冲 brew;
# values
红色 red;绿色 green;蓝色 blue;黄色 yellow;橙色 orange;橘色 orange;紫色 purple;粉色 pink;粉红色 pink;白色 white;青色 cyan;品红 magenta;紫罗兰色 violet;绿松石色 turquoise;金色 gold;棕色 brown;咖啡色 brown;红 red;绿 green;蓝 blue;黄 yellow;橙 orange;紫 purple;粉 pink;白 white;啡色 brown;靛蓝 indigo;青柠色 lime;蓝绿色 teal;薰衣草色 lavender;
颜色 color;色 color;色温 color temperature;温度 temperature;室温 temperature;湿度 humidity;风速 speed;风量 speed;转速 speed;速度 speed;档 level;模式 mode;位置 position;开度 position;电量 battery;电池 battery;
制冷 cool;制热 heat;冷气模式 cool mode;暖气模式 heat mode;除湿 dry;抽湿 dry;送风 fan only;自动 auto;睡眠 sleep;加热 heat;低速 low;中速 medium;高速 high;低风 low;中风 medium;高风 high;低档 low;中档 medium;高档 high;
度 degrees;摄氏 degrees;摄氏度 degrees;percent percent;分钟 minutes;分 minutes;小时 hours;钟头 hours;钟 clock;秒 seconds;秒钟 seconds;半小时 half hour;刻钟 quarter hour;个 one;位 one;台 one;盏 one;把 one;扇 fan;只 one;部 one;支 one;张 one;间 one;
# questions
吗 question;呢 question;么 question;嘛 question;没 not;没有 not;有没有 is there;有无 is there;有冇 is there;有 is;是 is;是不是 is;是否 whether;系咪 is it;系 is;咪 not;在 in;正在 is;现在 now;目前 current;当前 current;而家 now;依家 now;
什么 what;怎么样 how;怎样 how;如何 how;点样 how;哪个 which;哪些 which;哪里 where;哪 which;边个 which;边啲 which;边度 where;几 how many;几个 how many;几盏 how many;几多 how many;多少 how much;多大 how big;多高 how high;多久 how long;多长 how long;几度 how many degrees;几时 when;几耐 how long;
状态 state;情况 status;告诉 tell;知道 know;查看 check;检查 check;查询 check;查 check;看看 check;看 check;显示 show;读数 reading;数值 value;任何 any;
热 hot;冷 cold;凉 cool;暖 warm;暖和 warm;冻 cold;干 dry;湿 wet;闷 stuffy;黑 dark;关好 closed;打开着 open;开住 on;
检测 detect;检测到 detected;侦测 detect;侦测到 detected;发现 detected;动静 motion;移动 motion;运动 motion;人 person;有人 occupied;烟雾 smoke;燃气 gas;煤气 gas;瓦斯 gas;漏水 leak;泄漏 leaking;一氧化碳 carbon monoxide;二氧化碳 co2;气压 pressure;噪音 noise;光照 illuminance;功率 power;用电量 energy;电压 voltage;电流 current;空气质量 air quality;在线 online;离线 offline;连接 connected;充电中 charging;没电 low;振动 vibration;门窗 window;警报中 triggered;报警 alarm;潮湿 wet;震动 vibration;气温 temperature;浓度 level;雨量 rain;降雨量 rain;网速 speed;电费 cost;余额 balance;土壤 soil;信号 signal;距离 distance;重量 weight;体重 weight;照度 illuminance;光线 light;用水量 water;颗粒物 dust;电能 energy;电源 power;正常 normal;故障 problem;安全 safe;占用 occupied;空闲 free;更新 update;固件 firmware;防拆 tamper;网络 network;路由器 router;充电器 charger;水泵 pump;马达 motor;压缩机 compressor;汽车 car;插着 plugged;拔掉 unplugged;断开 disconnected;静止 still;最新 latest;
宠物 pet;围栏 fence;篱笆 fence;遥控 remote;鱼缸 aquarium;书架 bookshelf;衣柜 wardrobe;阳光 sun;太阳 sun;
# between
把 the;将 the;的 of;嘅 of;了 done;咗 done;请 please;帮 help;帮我 please;请帮我 please;帮忙 please;麻烦 please;麻烦你 please;唔该 please;可以 can;可唔可以 can;能 can;能不能 can;可不可以 can;能否 can;会 will;得 can;好 ok;好吗 ok;吧 please;啊 ah;呀 ah;喇 ah;啦 ah;哦 ah;下 just;
我 i;你 you;我们 we;我要 i want;我想 i want;让 let;令 let;和 and;跟 and;与 and;同 and;同埋 and;以及 and;还 also;也 too;然后 then;接着 then;并 and;并且 and;顺便 also;另外 also;先 first;就 then;
不 not;不要 dont;别 dont;唔好 dont;唔 not;不是 not;不对 no;错了 no;冇 not;应该 should;全都 all;一起 together;马上 now;立刻 now;立即 now;赶快 quickly;快点 quickly;谢谢 thanks;谢谢你 thanks;多谢 thanks;今天 today;今晚 tonight;明天 tomorrow;
从 from;到 to;至 to;为 to;成 to;在家 home;不在 away;同样 same;一样 same;刚才 just;它 it;佢 it;他 it;第一个 the first;第二个 the second;前一个 previous;对 to;于 at;用 with;向 to;上 up;出 out;入 in;喺 in;啱啱 just;睇 check;睇下 check;话 tell;知 know;
派对 party;浪漫 romantic;晚餐 dinner;观影 cinema;睡觉 sleep;起床 wake up;早安 good morning;晚安 good night;离家 leaving;游戏 gaming;学习 study;工作 work;休息 relax;阅读模式 reading mode;节能 energy saving;私密 private;度假 vacation;圣诞 christmas;
外出 away;居家 home;夜间 night;早晨 morning;夜晚 night;晚上 night;早上 morning;下雨 rain;带伞 umbrella;伞 umbrella;晴天 sunny;
笑话 joke;讲 tell;唱歌 sing;新闻 news;股票 stock;机票 flight;几点 what time;打电话 call;短信 message;首都 capital;翻译 translate
"""

# word -> gloss
GLOSSES = {}
for _line in _WORDS.strip().splitlines():
    if not _line.startswith("#"):
        for _entry in _line.split(";"):
            if _entry.strip():
                _word, _, _gloss = _entry.strip().partition(" ")
                GLOSSES.setdefault(_word, _gloss)
GLOSSES.pop("percent", None)

WORDS = frozenset(GLOSSES)

# Traditional characters, and variants, with the simplified one behind each.
FOLDING = dict(zip(*[iter("""
開开關关燈灯廳厅臥卧廚厨衛卫衞卫書书餐餐陽阳臺台檯台車车庫库門门兒儿嬰婴園园後后閣阁樓楼層层辦办儲储間间雜杂遊游戲戏戶户裡里裏里這这邊边個个嗰嗰頭头桌桌
茶茶發发沙沙牆墙側侧閘闸鐵铁櫃柜櫥橱鏡镜圍围閱阅讀读倉仓溫温會会議议電电帶带風风扇扇簾帘窗窗葉叶捲卷遮遮棚棚鎖锁調调氣气機机暖暖爐炉恆恒熱热響响揚扬聲声視视
樂乐歌歌頻频節节掃扫塵尘潔洁閥阀龍龙頭头傳传應应偵侦測测報报警警攝摄監监鏡镜時时計计數数鬧闹場场劇剧腳脚動动氣气預预鐵铁濃浓縮缩飯饭鍋锅煲煲焗焗凍冻
藏藏乾干壺壶濕湿淨净微微爐炉餵喂灑洒灌灌噴喷腦脑設设備备裝装歸归兩两雙双對对開开啟启斷断運运執执觸触進进調调設设轉转變变換换較较減减強强弱弱亮亮關关級级
繼续續续復复換换當当倒倒靜静檔档綠绿藍蓝黃黄橘橘紫紫紅红銀银顏颜製制熱热冷冷歸归溼湿濕湿速速鐘钟點点錶表幾几無无嗎吗麼么沒没還还剩剩樣样誰谁邊边狀状態态況况
訴诉檢检詢询顯显讀读與与並并順顺別别應应該该讓让幫幫麻麻煩烦謝谢從从們们佢佢說说話话請请將将給给為为爲为於于經经過过現现內内戶户總总統统關关連连線线網网絡络
煙烟霧雾氧氧體体燃燃漏漏壓压質质量量電电壞坏離离線线閉闭獨独離离擇择週周聖圣誕诞隱隐輕轻親亲愛爱離离歡欢迎迎遠远監监護护樹树葉叶嘅嘅咗咗喺喺喇喇
牀床裡里洩泄滅灭熄熄啲啲啱啱聽听聞闻覺觉見见讓让買买賣卖錢钱長长東东風风飛飞馬马鳥鸟魚鱼麗丽齊齐齒齿龜龟萬万億亿歲岁歷历陳陈張张劉刘楊杨趙赵吳吴孫孙鄭郑
蘇苏葉叶許许蕭萧羅罗謝谢韓韩馮冯鄧邓賴赖莊庄賢贤偉伟傑杰華华國国慶庆麗丽娟娟婷婷蘭兰蓮莲鳳凤藝艺學学習习遊游園园廣广場场區区鄉乡鎮镇縣县橋桥
隻只盞盏張张輛辆幾几條条塊块顆颗雞鸡鴨鸭貓猫豬猪餅饼麵面湯汤鹽盐醬酱檸柠檬檬蘋苹萵莴糧粮雲云電电陰阴陽阳霜霜霧雾颱台傘伞濾滤環环節节約约
爾尔歐欧亞亚蘋苹諾诺聯联維维達达寶宝貝贝藍蓝純纯絲丝約约組组綁绑結结絕绝編编緩缓緊紧縱纵織织繞绕題题類类願愿顧顾須须領领顆颗額额頻频飲饮館馆駕驾驗验
髮发鬆松麥麦鼓鼓齊齐準准確确碼码礎础禮礼種种稱称穩稳窮穷竊窃競竞筆笔筒筒築筑簡简糾纠約约級级紋纹納纳紙纸紐纽紛纷終终絡络給给細细紹绍累累綜综維维
羣群義义習习聯联職职肅肃脫脱臉脸臨临舊旧艙舱莖茎葷荤薦荐藥药處处號号虧亏蟲虫補补裝装製制複复視视親亲覽览觀观觸触訂订訊讯記记討讨訓训託托設设許许訪访評评
詞词試试詩诗話话該该詳详認认誤误說说課课調调談谈論论諸诸謀谋講讲證证識识譜谱警警譯译護护讀读變变豐丰貨货質质購购費费資资賓宾賽赛贈赠趕赶跡迹踐践躍跃軌轨軟软
輸输輔辅輕轻載载輪轮轟轰辭辞農农邏逻遙遥遞递遲迟選选遺遗邁迈還还鄰邻釋释針针釣钓鈕钮鈴铃鉛铅銅铜鋁铝錄录錯错鍵键鍾钟鑰钥閃闪閒闲關关闊阔隊队階阶際际隨随險险隱隐雜杂
佔占併并傢家刪删創创勞劳啓启噹当墻墙夢梦妝妆媽妈寧宁寵宠廁厕弔吊悶闷昇升業业櫻樱欄栏涼凉爺爷籬篱紗纱綫线緑绿菸烟鋼钢閂闩閤合闆板餃饺餘余麪面齣出陞升鈡钟鶴鹤鯨鲸楓枫畵画軒轩館馆
難难頂顶項项順顺預预頸颈頻频顧顾飄飘飾饰養养驅驱驚惊體体鬥斗鹹咸麻麻點点黨党齡龄擴扩擺摆攤摊擋挡據据擔担撥拨換换揮挥損损搖摇摺折掛挂捲卷拋抛撐撑撲扑
""".replace("\n", ""))] * 2))
FOLDING = {a: b for a, b in FOLDING.items() if a != b}
FOLDING.update({"續": "续", "繼": "继", "幫": "帮", "係": "系", "冰": "冰", "喚": "唤", "燒": "烧", "灶": "灶", "爾": "尔", "佈": "布", "著": "着", "妳": "你", "您": "你", "咁": "咁", "溫": "温", "户": "户", "戸": "户", "僅": "仅", "來": "来", "兩": "两", "單": "单", "嘆": "叹", "圖": "图", "團": "团", "壓": "压", "夠": "够", "夾": "夹", "寬": "宽", "寢": "寝", "寫": "写", "實": "实", "審": "审", "專": "专", "尋": "寻", "導": "导", "屬": "属", "師": "师", "幹": "干", "廢": "废", "彎": "弯", "彈": "弹", "徑": "径", "憶": "忆", "懸": "悬", "戀": "恋", "戰": "战", "掃": "扫", "擊": "击", "擠": "挤", "攜": "携", "敗": "败", "敵": "敌", "斂": "敛", "暫": "暂", "曬": "晒", "條": "条", "東": "东", "極": "极", "構": "构", "槍": "枪", "樁": "桩", "標": "标", "權": "权", "殺": "杀", "毀": "毁", "決": "决", "滾": "滚", "滿": "满", "潑": "泼", "潤": "润", "澆": "浇", "濺": "溅", "燙": "烫", "營": "营", "牽": "牵", "狹": "狭", "獎": "奖", "產": "产", "畫": "画", "異": "异", "療": "疗", "監": "监", "盤": "盘", "瞞": "瞒", "矚": "瞩", "禦": "御", "積": "积", "窩": "窝", "笆": "笆", "籃": "篮", "籠": "笼", "緣": "缘", "縫": "缝", "聰": "聪", "腸": "肠", "膠": "胶", "艦": "舰", "藝": "艺", "蠟": "蜡", "衝": "冲", "沖": "冲", "襯": "衬", "誌": "志", "讚": "赞", "貴": "贵", "賞": "赏", "賬": "账", "趨": "趋", "跡": "迹", "運": "运", "鄺": "邝", "銷": "销", "鋪": "铺", "鎂": "镁", "鏈": "链", "鑄": "铸", "陸": "陆", "隔": "隔", "電": "电", "靈": "灵", "響": "响", "頁": "页", "顛": "颠", "飽": "饱", "騎": "骑", "鮮": "鲜", "鷹": "鹰", "鹼": "碱", "麼": "么", "黴": "霉", "熒": "荧", "薰": "薰", "衣": "衣", "嗎": "吗", "擱": "搁", "攪": "搅", "氈": "毡", "淺": "浅", "湧": "涌", "煉": "炼", "燻": "熏", "狀": "状", "瓏": "珑", "皺": "皱", "盡": "尽", "睏": "困", "碩": "硕", "簽": "签", "縮": "缩", "罐": "罐", "翹": "翘", "臘": "腊", "薩": "萨", "蘊": "蕴", "蝦": "虾", "裏": "里", "觀": "观", "診": "诊", "謊": "谎", "豎": "竖", "贊": "赞", "蹤": "踪", "轎": "轿", "遜": "逊", "醒": "醒", "釀": "酿", "鈔": "钞", "銜": "衔", "鍋": "锅", "鎮": "镇", "閱": "阅", "陣": "阵", "雖": "虽", "韌": "韧", "頒": "颁", "飯": "饭", "驟": "骤", "鬱": "郁", "鵝": "鹅", "黑": "黑"})
FOLDING = {a: b for a, b in FOLDING.items() if a != b}
