// Written by training/make_tables.py: change the training data and run it again.

/// The words by which a sentence points at appliances.
enum HintWords {
    /// Words that tell nothing about which appliance is meant.
    static let empty = """
        a all an and are at down for i in is it me my of off on our please set switch the to turn up with
        your 一下 一点 上 下 个 了 你 关 关掉 关闭 可以 台 同 吗 呢 和 咗 唔该 喺 嘅 在 将 帮 帮我 开 开启 想 我 打开 把 是 有 的 盏 系 能 要 请 请帮我 跟 都 里
        麻烦
        """

    /// Words that many names hold: alone they name nothing.
    static let commonList = """
        floor room smart 大 室 小 房 房间 智能 楼
        """

    /// Words with which another deed begins: what stands on either side of them is about two things.
    static let partingList = """
        actually also and apart brighten but close except lower make mean no open plu put raise
        rather scratch set sorry start stop then turn unlock wait 不对 不是 之后 以及 再 另外 同 同埋 同时 和 将 并
        并且 把 接着 然后 跟 还有 除了 顺便
        """

    /// Words by which people mean a type of appliance: a type and a colon, then its words.
    static let kinds = """
        air_purifier:
            purifier 净化器 空气净化器 空气清净机 清净机
        camera:
            camera 摄像头 摄影机 监控 镜头
        climate:
            thermostat temperature heating ac degree hvac climate humidity warmer cooler 空调 冷气 冷气机 暖气
            地暖 恒温器 温控器 温度 度
        coffee_maker:
            coffee espresso latte cappuccino brew 咖啡机 咖啡 拿铁 美式
        cover:
            blind curtain shade shutter garage door gate window awning drape 窗帘 纱帘 布帘 百叶窗 百叶帘 卷帘 卷帘门
            遮阳帘 遮阳棚 帘子 帘 天窗 车库门 闸门 门 窗
        dishwasher:
            dishwasher 洗碗机
        dryer:
            dryer 烘干机 干衣机
        fan:
            fan ventilator 风扇 电扇 吊扇 电风扇 排气扇 扇
        freezer:
            freezer 冰柜
        fridge:
            fridge refrigerator 冰箱 雪柜
        heater:
            heater 取暖器 电暖器 暖炉
        humidifier:
            humidifier 加湿器
        kettle:
            kettle 水壶 热水壶 电热水壶 电水壶
        light:
            light lamp bulb lighting led 灯 灯光 灯泡 灯带 电灯 灯具 照明
        lock:
            lock door deadbolt unlock 门锁 锁 门 大门 房门 智能锁 电子锁 锁上 上锁 解锁 开锁
        media_player:
            speaker tv television music volume sound radio stereo player media song track audio mute
            unmute 音箱 音响 喇叭 扬声器 电视 电视机 播放器 收音机 音乐 音量 声音 歌 静音
        microwave:
            microwave 微波炉
        outlet:
            plug outlet socket 插座 插头 插排
        oven:
            oven stove 烤箱 焗炉
        rice_cooker:
            rice cooker 电饭煲 电饭锅 电锅 饭煲
        scene:
            scene mode 场景 情景 模式
        script:
            script routine 脚本 自动化
        sprinkler:
            sprinkler 洒水器 灌溉
        switch:
            switch 开关
        timer:
            timer countdown 定时器 计时器 计时 倒计时 定时
        vacuum:
            vacuum cleaner robot hoover clean vacuuming 扫地机器人 扫地机 吸尘器 吸尘机 机器人 拖地机 扫拖机器人 扫地 吸尘 打扫 清扫
        valve:
            valve tap water 阀门 水阀 水龙头 水
        washing_machine:
            washing washer laundry 洗衣机
        water_heater:
            boiler heater 热水器
        weather:
            weather forecast rain 天气 天气预报 气象
        """

    /// Words by which people mean what a sensor measures or tells: a property and a colon, then its words.
    static let sensed = """
        aqi:
            quality 空气质量
        battery:
            charge 电量 电池
        battery_charging:
            充电 充电中
        carbon_dioxide:
            co2 二氧化碳
        carbon_monoxide:
            co 一氧化碳
        connectivity:
            connected online offline network 网络 连接 在线 离线
        current:
            amperage 电流
        data_rate:
            bandwidth 网速
        distance:
            距离
        door:
            门磁 门
        energy:
            consumption electricity 用电量 电能
        garage_door:
            车库门
        gas:
            燃气 煤气 瓦斯
        humidity:
            湿度
        illuminance:
            brightness 光照 照度 亮度
        light:
            光线
        lock:
            锁
        moisture:
            leak wet damp soil 漏水 潮湿 湿 土壤
        monetary:
            price cost balance 电费 余额
        motion:
            movement 移动 动静 运动
        occupancy:
            occupied 占用 有人
        plug:
            plugged unplugged 插头
        pm25:
            pm2.5 颗粒物
        power:
            wattage 功率 电源
        precipitation:
            rain rainfall 雨量 降雨量
        presence:
            在家
        pressure:
            气压
        problem:
            故障
        running:
            运行
        safety:
            safe 安全
        signal_strength:
            信号
        smoke:
            烟雾
        sound:
            noise 噪音
        sound_pressure:
            noise 噪音
        speed:
            速度
        tamper:
            tampered 防拆
        temperature:
            temp 温度 气温 室温
        update:
            更新 固件
        uv_index:
            uv
        vibration:
            vibrating 振动 震动
        volatile_organic_compounds:
            voc
        voltage:
            电压
        water:
            用水量
        weight:
            mass 重量 体重
        wind_speed:
            风速
        window:
            窗 窗户 窗磁
        """

    /// Words that point at a type less surely, in the same form: by them it is only chosen what is shown of a large home.
    static let wideKinds = """
        binary_sensor:
            detector detected alarm contact 检测
        camera:
            cam webcam
        climate:
            stuffy freezing heat heater aircon radiator warm cool cold colder hot hotter conditioner
            conditioning 热 冷 暖 凉 几度 制冷 制热 暖和 湿度
        coffee_maker:
            americano mocha machine cup cortado macchiato ristretto lungo flat white caffeine 泡 煮 冲 杯
        cover:
            skylight open close shut raise lower roll halfway 拉开 拉上 升 降 升起 降下 关上
        dishwasher:
            dishes
        dryer:
            laundry dry
        fan:
            ventilation extractor air faster slower speed 风速 风
        fridge:
            freezer cool
        heater:
            heating radiator warm
        light:
            chandelier lantern bright brighter brightness dim dimmer dark darker color colour
            illuminate kelvin 亮 亮度 亮点 暗 调亮 调暗 颜色 色温 黑
        lock:
            bolt latch secure locked unlocked 反锁 锁好
        media_player:
            shush silence play pause resume next previous skip loud louder quiet quieter movie
            soundbar projector playing 播放 继续 暂停 安静 细声 大声 小声 声 下一首 上一首
        outlet:
            unplug
        oven:
            bake preheat roast
        rice_cooker:
            cook porridge
        scene:
            mood activate
        script:
            automation program run
        sensor:
            reading level much many 读数 多少
        sprinkler:
            irrigation lawn water
        switch:
            relay
        timer:
            minute hour seconds remaining left 分钟 小时 秒 剩 还剩
        vacuum:
            cleaning vacuumed charge charger charging dust dock mop sweep base 充电 回充 基座 扫 拖地 回去
        valve:
            gas open close shut 关上
        washing_machine:
            wash
        weather:
            sunny umbrella 下雨 伞 带伞
        """
}
