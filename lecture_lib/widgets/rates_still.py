def rates_still(lab):
    return ""
