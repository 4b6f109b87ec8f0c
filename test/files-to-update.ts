/** PAGE XML and ALTO as different programs spell it, for tests that change it. */

export interface FileToUpdate {
  readonly name: string;
  readonly text: string;
  /** What stands outside of all regions and is there after every edit. */
  readonly kept: readonly string[];
  /** By the newest schema of its format. */
  readonly isValid?: boolean;
}

const pageOf = (year: string) => `http://schema.primaresearch.org/PAGE/gts/pagecontent/${year}`;

const transkribus = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PcGts xmlns="${pageOf('2013-07-15')}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${pageOf('2013-07-15')} ${pageOf('2013-07-15')}/pagecontent.xsd">
    <Metadata>
        <Creator>prov=READ-COOP:name=PyLaia</Creator>
        <Created>2021-03-04T10:00:00.000+01:00</Created>
        <LastChange>2021-03-05T10:00:00.000+01:00</LastChange>
        <TranskribusMetadata docId="1" pageId="2" pageNr="3" status="GT"/>
    </Metadata>
    <Page imageFilename="0001.jpg" imageWidth="1000" imageHeight="1000">
        <ReadingOrder>
            <OrderedGroup id="ro_1" caption="Regions reading order">
                <RegionRefIndexed index="0" regionRef="tr_1"/>
                <RegionRefIndexed index="1" regionRef="img"/>
                <RegionRefIndexed index="2" regionRef="tr_2"/>
                <RegionRefIndexed index="3" regionRef="Table_1"/>
            </OrderedGroup>
        </ReadingOrder>
        <TextRegion type="heading" id="tr_1" custom="readingOrder {index:0;} structure {type:heading;}">
            <Coords points="10,10 500,10 500,100 10,100"/>
            <TextLine id="tr_1_l1" custom="readingOrder {index:0;} person {offset:0; length:3;}">
                <Coords points="10,10 500,10 500,50 10,50"/>
                <Baseline points="10,45 500,46"/>
                <TextEquiv conf="0.75">
                    <Unicode>Herr M&#252;ller &amp; S&#xF6;hne</Unicode>
                </TextEquiv>
            </TextLine>
            <TextLine id="tr_1_l2" custom="readingOrder {index:1;}">
                <Coords points="10,50 500,50 500,100 10,100"/>
                <Baseline points="10,95 500,96"/>
                <Word id="w1"><Coords points="10,50 90,50 90,100"/><TextEquiv><Unicode>zweite</Unicode></TextEquiv></Word>
                <Word id="w2"><Coords points="99,50 190,50 190,100"/><TextEquiv><Unicode>Zeile</Unicode></TextEquiv></Word>
                <TextEquiv>
                    <Unicode>zweite Zeile</Unicode>
                </TextEquiv>
            </TextLine>
            <TextEquiv>
                <Unicode>Herr M&#252;ller &amp; S&#xF6;hne
zweite Zeile</Unicode>
            </TextEquiv>
        </TextRegion>
        <ImageRegion id="img" custom="readingOrder {index:1;}">
            <Coords points="500,10 900,10 900,100 500,100"/>
        </ImageRegion>
        <TextRegion type="paragraph" id="tr_2" custom="readingOrder {index:2;} structure {type:paragraph;}">
            <Coords points="10,200 500,200 500,300 10,300"/>
            <TextLine id="tr_2_l1" custom="readingOrder {index:0;}">
                <Coords points="10,200 500,200 500,250 10,250"/>
                <Baseline points="10,245 500,246"/>
            </TextLine>
        </TextRegion>
        <TableRegion id="Table_1" custom="readingOrder {index:3;}">
            <Coords points="10,400 500,400 500,600 10,600"/>
            <TableCell row="0" col="0" colSpan="1" id="c1">
                <Coords points="10,400 250,400 250,600 10,600"/>
                <TextLine id="c1_l1" custom="readingOrder {index:0;}">
                    <Coords points="10,400 250,400 250,450 10,450"/>
                    <TextEquiv><Unicode>links</Unicode></TextEquiv>
                </TextLine>
                <CornerPts>0 1 2 3</CornerPts>
            </TableCell>
            <TableCell row="0" col="1" colSpan="1" id="c2">
                <Coords points="250,400 500,400 500,600 250,600"/>
                <TextLine id="c2_l1" custom="readingOrder {index:0;}">
                    <Coords points="250,400 500,400 500,450 250,450"/>
                    <TextEquiv><Unicode>rechts</Unicode></TextEquiv>
                </TextLine>
                <CornerPts>0 1 2 3</CornerPts>
            </TableCell>
        </TableRegion>
    </Page>
</PcGts>
`;

const escriptorium = `<?xml version="1.0" encoding="UTF-8"  standalone="yes"?>
<PcGts xmlns="${pageOf('2019-07-15')}">
  <Metadata>
\t<Creator>escriptorium</Creator>
\t<Created>2024-01-18T17:35:48.114822+00:00</Created>
        <LastChange>2024-01-18T17:35:48.114839+00:00</LastChange>

  </Metadata>
  <Page imageFilename="PH 1858-18.jpg" imageWidth="3072" imageHeight="4608">

    

    
    <TextRegion id="eSc_1"  custom="structure {type:MainZone;}">
      <Coords points="1,1 9,1 9,9"/>
    
    
      <TextLine id="l1" >
        <Coords points="729,483 725,499 1413,529"/>
        <Baseline points="732,486 838,491"/>
        <TextEquiv>
          <Unicode> – lui accorder termes </Unicode>
        </TextEquiv>
      </TextLine>

    
    
      <TextLine id="l2" >
        <Coords points="29,483 25,499 1413,529"/>
        <Baseline points="732,586 838,591"/>
        <TextEquiv>
          <Unicode></Unicode>
        </TextEquiv>
      </TextLine>
    </TextRegion>

    <TextRegion id="eSc_2">
      <Coords points="1,1 9,1 9,9"/>
      <TextRegion id="eSc_inner">
        <Coords points="1,1 9,1 9,9"/>
        <TextLine id="l3">
          <Coords points="29,483 25,499 1413,529"/>
          <TextEquiv>
            <Unicode>inside</Unicode>
          </TextEquiv>
        </TextLine>
      </TextRegion>
      <TextLine id="l4">
        <Coords points="29,483 25,499 1413,529"/>
        <TextEquiv index="0"><PlainText>outside</PlainText><Unicode>outside</Unicode></TextEquiv>
        <TextEquiv index="1" conf="0.25"><Unicode>out side</Unicode></TextEquiv>
      </TextLine>
    </TextRegion>
  </Page>
</PcGts>
`;

const prefixed = `<?xml version='1.0'?><!DOCTYPE p:PcGts><?keep this?>
<p:PcGts xmlns:p="${pageOf('2019-07-15')}"><p:Metadata><p:Creator/><p:Created>2020-01-01T00:00:00</p:Created><p:LastChange>2020-01-01T00:00:00</p:LastChange></p:Metadata>
<p:Page imageFilename='a.jpg' imageWidth='9' imageHeight='9'>
<p:ReadingOrder><p:OrderedGroup id="g"><p:UnorderedGroupIndexed index="1" id="u"><p:RegionRef regionRef="a"/></p:UnorderedGroupIndexed><p:RegionRefIndexed regionRef="b" index="0"/></p:OrderedGroup></p:ReadingOrder>
<p:TextRegion id="a"><p:Coords points="0,0 1,1"/><p:TextLine id="a1"><p:Coords points="0,0 1,1"/><p:TextEquiv><p:Unicode><![CDATA[<a> & b]]></p:Unicode></p:TextEquiv></p:TextLine></p:TextRegion>
<p:TextRegion id="b"><p:Coords points="0,0 1,1"/><p:TextLine id="b1"><p:Coords points="0,0 1,1"/><p:Word id="bw"><p:Coords points="0,0 1,1"/><p:Glyph id="bg"><p:Coords points="0,0 1,1"/><p:TextEquiv><p:Unicode>x</p:Unicode></p:TextEquiv></p:Glyph><p:TextEquiv conf="0.5"><p:Unicode>x</p:Unicode></p:TextEquiv></p:Word></p:TextLine></p:TextRegion>
</p:Page></p:PcGts>`;

const oldPoints = `<PcGts xmlns="${pageOf('2009-03-16')}"><Page image_filename="a.tif">
\t<TextRegion id="r1" type="paragraph">
\t\t<Coords>
\t\t\t<Point x="1" y="1"/>
\t\t\t<Point x="99" y="1"/>
\t\t\t<Point x="99" y="99"/>
\t\t</Coords>
\t\t<TextLine id="l1">
\t\t\t<Coords>
\t\t\t\t<Point x="1" y="1"/>
\t\t\t\t<Point x="99" y="1"/>
\t\t\t</Coords>
\t\t\t<TextEquiv><Unicode>old</Unicode></TextEquiv>
\t\t</TextLine>
\t</TextRegion>
\t<NoiseRegion id="n"/>
</Page></PcGts>`;

export const pageFiles: readonly FileToUpdate[] = [
  {
    name: 'Transkribus, 2013',
    text: transkribus,
    kept: [
      '<TranskribusMetadata docId="1" pageId="2" pageNr="3" status="GT"/>',
      '<Coords points="500,10 900,10 900,100 500,100"/>',
      '<Created>2021-03-04T10:00:00.000+01:00</Created>',
      'id="Table_1"',
      '<CornerPts>0 1 2 3</CornerPts>',
    ],
  },
  {
    name: 'Transkribus with Windows’ line breaks',
    text: `\uFEFF${transkribus.replaceAll('\n', '\r\n')}`,
    kept: ['\uFEFF<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n', '\r\n</PcGts>\r\n'],
  },
  {
    name: 'eScriptorium, 2019',
    text: escriptorium,
    kept: [
      '"UTF-8"  standalone',
      '\n\t<Creator>escriptorium</Creator>\n\t<Created>',
      'imageHeight="4608">\n\n    \n\n',
    ],
    isValid: true,
  },
  {
    name: 'with prefixes and groups',
    text: prefixed,
    kept: ['<?keep this?>\n', '<!DOCTYPE p:PcGts>', '<p:Creator/>'],
    isValid: true,
  },
  {
    name: 'points as elements, 2009',
    text: oldPoints,
    kept: ['\n\t<NoiseRegion id="n"/>\n', 'image_filename="a.tif"'],
  },
];

const altoOf = (version: number) => `http://www.loc.gov/standards/alto/ns-v${version}#`;

const lineByLine = `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xmlns="${altoOf(4)}"
      xsi:schemaLocation="${altoOf(4)} http://www.loc.gov/standards/alto/v4/alto-4-2.xsd">
  <Description>
    <MeasurementUnit>pixel</MeasurementUnit>
    <sourceImageInformation>
      <fileName>Lettre242.jpg</fileName>
      
    </sourceImageInformation>
  </Description>
  
  <Tags>
    <OtherTag ID="LT1" LABEL="a &amp; b" DESCRIPTION="line type"/>
  </Tags>
  <Layout>
    <Page WIDTH="3023"
          HEIGHT="3935"
          PHYSICAL_IMG_NR="1"
          ID="eSc_dummypage_">
      <PrintSpace HPOS="0"
                  VPOS="0"
                  WIDTH="3023"
                  HEIGHT="3935">
        
        <TextBlock ID="b1">
          
          <TextLine ID="l1"
                    TAGREFS="LT1"
                    BASELINE="143 179 165 185" 
                    HPOS="142"
                    VPOS="98"
                    WIDTH="22"
                    HEIGHT="102">
            <Shape><Polygon POINTS="143 177 143 98 164 108 142 200"/></Shape>
\t    <String CONTENT="ORGᗅNIZEᗞ 1888."
                    HPOS="142"
                    VPOS="98"
                    WIDTH="22"
                    HEIGHT="102"></String>
          </TextLine>

          
          <TextLine ID="l2" BASELINE="1 2 3 4"
                    HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">
\t    <String CONTENT=""
                    HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"></String>
          </TextLine>
        </TextBlock>
        <Illustration ID="i1" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"/>
        <TextBlock ID="b2" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">
          <TextLine ID="l3" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4">
            <String CONTENT="third" WC="0.5"/>
          </TextLine>
        </TextBlock>
      </PrintSpace>
    </Page>
  </Layout>
</alto>
`;

const wordByWord = (version: number, order: string, shape: string) => `<?xml version='1.0' encoding='utf-8'?>
<alto xmlns="${altoOf(version)}">
<Description><MeasurementUnit>pixel</MeasurementUnit><!-- kept --><sourceImageInformation><fileName>a.tif</fileName></sourceImageInformation></Description>${order}
<Layout><Page ID="page" PHYSICAL_IMG_NR="1" WIDTH="1000" HEIGHT="1000"><TopMargin HPOS="0" VPOS="0" WIDTH="1000" HEIGHT="50"><TextBlock ID="head" HPOS="5" VPOS="5" WIDTH="90" HEIGHT="20"><TextLine ID="h1" HPOS="5" VPOS="5" WIDTH="90" HEIGHT="20"><String ID="h1s" CONTENT="12" HPOS="5" VPOS="5" WIDTH="9" HEIGHT="20" STYLE="bold"/></TextLine></TextBlock></TopMargin>
<PrintSpace HPOS="0" VPOS="50" WIDTH="1000" HEIGHT="950">
<ComposedBlock ID="comp"><TextBlock ID="p1" HPOS="5" VPOS="105" WIDTH="90" HEIGHT="40">${shape}
<TextLine ID="p1l1" HPOS="5" VPOS="105" WIDTH="90" HEIGHT="20"><String ID="s1" CONTENT="Ein" HPOS="5" VPOS="105" WIDTH="20" HEIGHT="20" WC="0.9"/><SP WIDTH="5" HPOS="25" VPOS="105"/><String ID="s2" CONTENT="Buch" HPOS="30" VPOS="105" WIDTH="20" HEIGHT="20" WC="0.8" SUBS_TYPE="HypPart1" SUBS_CONTENT="Buchstabe"/><HYP CONTENT="-"/></TextLine>
<TextLine ID="p1l2" HPOS="5" VPOS="125" WIDTH="90" HEIGHT="20"><String ID="s3" CONTENT="stabe" HPOS="5" VPOS="125" WIDTH="20" HEIGHT="20"/><String ID="s4" CONTENT="folgt" HPOS="35" VPOS="125" WIDTH="20" HEIGHT="20"/></TextLine>
</TextBlock></ComposedBlock>
<TextBlock ID="p2" HPOS="5" VPOS="205" WIDTH="90" HEIGHT="40" IDNEXT="head"><TextLine ID="p2l1" HPOS="5" VPOS="205" WIDTH="90" HEIGHT="20"><String CONTENT="Ende" HPOS="5" VPOS="205" WIDTH="20" HEIGHT="20"/></TextLine></TextBlock>
</PrintSpace></Page></Layout>
</alto>`;

const order =
  '\n<ReadingOrder><OrderedGroup ID="og"><ElementRef ID="r1" REF="p1"/><ElementRef ID="r2" REF="head"/></OrderedGroup></ReadingOrder>';
const blockShape = '<Shape><Polygon POINTS="5,105 95,105 95,145"/></Shape>';

export const altoFiles: readonly FileToUpdate[] = [
  {
    name: 'eScriptorium, 4.2',
    text: lineByLine,
    kept: [
      'LABEL="a &amp; b"',
      '<Illustration ID="i1" HPOS="1" VPOS="2" WIDTH="3" HEIGHT="4"/>',
      'PHYSICAL_IMG_NR="1"\n',
    ],
  },
  {
    name: 'words, 4.3 with ReadingOrder',
    text: wordByWord(4, order, blockShape),
    kept: ['<!-- kept -->'],
    isValid: true,
  },
  {
    name: 'words, 4',
    text: wordByWord(4, '', blockShape),
    kept: ['<ComposedBlock ID="comp">', "encoding='utf-8'"],
    isValid: true,
  },
  { name: 'words, 3', text: wordByWord(3, '', ''), kept: ['<ComposedBlock ID="comp">'] },
  { name: 'words, 2', text: wordByWord(2, '', ''), kept: ['<TopMargin HPOS="0" VPOS="0" WIDTH="1000" HEIGHT="50">'] },
];
