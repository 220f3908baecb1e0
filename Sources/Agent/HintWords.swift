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
        floor room smart 室 房 房间 智能 楼
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
}
